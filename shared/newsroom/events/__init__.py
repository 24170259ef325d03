"""The contracts: models of every event on the streams and of everything shown at the edges.

Owns models, identities, topics and the catalogue of event types. Leaves out every transport: this package
imports pydantic and the standard library only, so that any consumer can read events without Redis.
"""
