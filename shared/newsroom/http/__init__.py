"""HTTP edge that all services share: problem details, health, metrics, API keys, serving.

Leaves out routes: each service has its own.
"""
