"""The HTTP edge: routes, bodies, NDJSON.

Owns what is read off a request and how it is answered. Leaves out keys (`ingest.access`) and what becomes
of a body (`ingest.pipeline`).
"""
