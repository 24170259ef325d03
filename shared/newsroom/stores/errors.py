"""Failures of a store as its callers know them, whatever the store."""


class StoreUnavailableError(Exception):
    """A store is away, refuses writes or did not answer in time.

    Whether a write was carried out is not known. To be tried again: no entry is to blame, so for a consumer
    it is no attempt, and over HTTP it is a 503.
    """


class StoreFullError(StoreUnavailableError):
    """A store has no room for a write; reads go on."""


class EpochLostError(StoreUnavailableError):
    """Redis does not hold this owner's numbers: they are restored before anything is emitted."""


class ContentionError(StoreUnavailableError):
    """A compare-and-set kept losing against other writers."""
