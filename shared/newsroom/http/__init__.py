"""HTTP edge that all services share: problem details, health, metrics, API keys, serving, and the guard
of what a service may ask of others.

Leaves out routes: each service has its own.
"""
