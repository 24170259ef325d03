"""The contracts: what is said on the streams and shown at the edges.

Owns models, identities and topics. Leaves out every transport: this package imports pydantic and the
standard library only, so that any consumer can read events without Redis.
"""
