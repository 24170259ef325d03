"""Connection to Redis: a bounded pool, a timeout on every call, and its outages as one error."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

import redis.asyncio
from redis.asyncio.client import Pipeline
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff
from redis.exceptions import (
    ClusterDownError,
    MasterDownError,
    NoPermissionError,
    OutOfMemoryError,
    ReadOnlyError,
    RedisError,
    ResponseError,
    TryAgainError,
)
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

from newsroom.stores.errors import StoreFullError, StoreUnavailableError

if TYPE_CHECKING:
    RedisClient: TypeAlias = redis.asyncio.Redis
else:
    RedisClient = redis.asyncio.Redis

# Errors of a call: an outage, or Redis' answer that the call is wrong (a group that does not exist).
FAILURES = (RedisError, StoreUnavailableError)

_TIMEOUT_SECONDS = 5
# OSError covers the socket's own errors.
_OUTAGES = (RedisConnectionError, RedisTimeoutError, OSError)
# Answers of a server that cannot serve now: a full disk, a replica, an ACL, a cluster that moves. The client
# has classes for some, whose texts lack the code.
_REFUSALS = ("MISCONF", "NOREPLICAS", "BUSY ")
_REFUSAL_ERRORS = (ReadOnlyError, NoPermissionError, ClusterDownError, MasterDownError, TryAgainError)


def connect(url: str) -> RedisClient:
    """A client that connects at its first call.

    Calls raise `StoreUnavailableError` in an outage, and `redis.exceptions.ResponseError` for a wrong call.
    """
    # A dropped idle connection gets one quick retry. A timeout is not retried here: the call may have been
    # carried out, and only its caller knows whether repeating it is safe.
    retry = Retry(ExponentialBackoff(cap=0.2, base=0.05), retries=1, supported_errors=(RedisConnectionError,))
    return _Client.from_url(
        url,
        socket_timeout=_TIMEOUT_SECONDS,
        socket_connect_timeout=_TIMEOUT_SECONDS,
        retry=retry,
        max_connections=64,
    )


async def server_time(redis: RedisClient) -> datetime:
    """The server's own time."""
    seconds, microseconds = await redis.time()
    return datetime.fromtimestamp(seconds, UTC) + timedelta(microseconds=microseconds)


def outage_of(error: Exception) -> StoreUnavailableError | None:
    """The outage that a client's error stands for, None where the call itself is wrong."""
    if isinstance(error, OutOfMemoryError):
        return StoreFullError(f"Redis: {error}")
    refused = isinstance(error, ResponseError) and str(error).startswith(_REFUSALS)
    if refused or isinstance(error, _OUTAGES + _REFUSAL_ERRORS):
        return StoreUnavailableError(f"Redis: {error}")
    return None


class _Client(redis.asyncio.Redis):
    """Client whose every command raises the one error of an outage."""

    async def execute_command(self, *args: Any, **options: Any) -> Any:
        try:
            return await super().execute_command(*args, **options)  # type: ignore[no-untyped-call]  # redis-py's own
        except (RedisError, OSError) as error:
            outage = outage_of(error)
            if outage is None:
                raise
            raise outage from error

    def pipeline(self, transaction: bool = True, shard_hint: str | None = None) -> Pipeline:
        return _Pipeline(self.connection_pool, self.response_callbacks, transaction, shard_hint)


class _Pipeline(Pipeline):
    async def execute(self, raise_on_error: bool = True) -> list[Any]:
        try:
            return await super().execute(raise_on_error)
        except (RedisError, OSError) as error:
            outage = outage_of(error)
            if outage is None:
                raise
            raise outage from error
