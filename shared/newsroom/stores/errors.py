"""Errors of a store as its callers see them, the same for every store."""


class StoreUnavailableError(Exception):
    """Outage of a store: it is away, refuses writes or timed out.

    It is not known whether a write was carried out. To be retried: no entry is to blame, so for a consumer
    it is no attempt, and over HTTP it is a 503.
    """


class StoreFullError(StoreUnavailableError):
    """Full store: no room for a write; reads go on."""


class EpochLostError(StoreUnavailableError):
    """Fencing failure: Redis lacks this owner's numbers; they are restored before anything is emitted."""


class ForeignStoreError(StoreUnavailableError):
    """Store of another newsroom: nothing is written to it."""


class ContentionError(StoreUnavailableError):
    """Contention: a compare-and-set kept losing against other writers."""
