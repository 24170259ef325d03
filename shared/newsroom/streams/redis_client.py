"""Connecting to Redis, with a timeout on every call."""

from typing import TYPE_CHECKING, TypeAlias

import redis.asyncio
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import OutOfMemoryError, RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError

if TYPE_CHECKING:
    RedisClient: TypeAlias = redis.asyncio.Redis
else:
    RedisClient = redis.asyncio.Redis

FAILURES = (RedisError, OSError)  # what a call raises

_TIMEOUT_SECONDS = 5

# What calls raise while Redis is away, loading or full. OSError covers the socket's own errors.
OUTAGES: tuple[type[Exception], ...] = (RedisConnectionError, RedisTimeoutError, OutOfMemoryError, OSError)


def connect(url: str) -> RedisClient:
    """A client with a bounded pool. Calls raise `redis.exceptions.RedisError` or `OSError`."""
    # A dropped idle connection is met by one quick retry. A timeout is not retried here: the call may
    # have been carried out, and whoever made it knows whether repeating it is safe.
    retry = Retry(ExponentialBackoff(cap=0.2, base=0.05), retries=1, supported_errors=(RedisConnectionError,))
    return redis.asyncio.Redis.from_url(
        url,
        socket_timeout=_TIMEOUT_SECONDS,
        socket_connect_timeout=_TIMEOUT_SECONDS,
        retry=retry,
        max_connections=64,
    )
