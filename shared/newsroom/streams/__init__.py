"""Delivery over Redis streams: at least once between services, exactly once in effect.

Owns names of streams and groups (`topology`), the form of an entry (`wire`), emission that is
idempotent and ordered by subject (`publisher`), the consumer recipe (`consumer`), dead letters,
retention and the epoch that tells a lost Redis from an empty one. Leaves out what events mean.
In the library it is the only package that imports redis or faststream.
"""
