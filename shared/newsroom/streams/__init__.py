"""Delivery over Redis streams: at least once between services, exactly once in effect.

Owns names of streams and groups (`topology`), the form of an entry (`wire`), emission that is
idempotent and ordered by subject (`publisher`), the consumer with retries, reclaim and dead letters
(`consumer`, `reclaimer`, `dead_letters`), dispatch by event type (`router`), retention and replay. Leaves
out the meaning of events, and connections to the stores (`newsroom.stores`).
"""
