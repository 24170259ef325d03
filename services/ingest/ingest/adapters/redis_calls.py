"""Redis' failures as what the use cases know them by."""

import contextlib
from collections.abc import Iterator

from ingest.stores import StoreAwayError
from newsroom.streams.redis_client import FAILURES


@contextlib.contextmanager
def redis_calls() -> Iterator[None]:
    """Raises StoreAwayError for whatever a call to Redis raises."""
    try:
        yield
    except FAILURES as error:
        raise StoreAwayError(f"Redis: {error}") from error
