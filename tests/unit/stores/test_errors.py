"""Which errors of the stores' clients are outages."""

from collections.abc import AsyncIterator

import pytest
from pymongo.errors import AutoReconnect, DuplicateKeyError, OperationFailure
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import (
    MasterDownError,
    NoPermissionError,
    OutOfMemoryError,
    ReadOnlyError,
    ResponseError,
)

from newsroom.stores.errors import StoreFullError, StoreUnavailableError
from newsroom.stores.mongo import is_outage, mongo_adapter
from newsroom.stores.redis import outage_of


@pytest.mark.parametrize(
    "error",
    [
        RedisConnectionError("refused"),
        OSError("reset"),
        ReadOnlyError("You can't write against a read only replica."),
        NoPermissionError("User default has no permissions to run the 'xdel' command"),
        MasterDownError("Link with MASTER is down"),
        ResponseError("MISCONF Errors writing to the AOF file"),
    ],
)
def test_redis_away_or_refusing_writes_is_an_outage(error: Exception) -> None:
    assert type(outage_of(error)) is StoreUnavailableError


def test_redis_without_memory_is_full() -> None:
    assert isinstance(outage_of(OutOfMemoryError("OOM command not allowed")), StoreFullError)


def test_a_wrong_call_to_redis_is_no_outage() -> None:
    assert outage_of(ResponseError("NOGROUP No such key")) is None


def test_mongodb_away_or_refusing_is_an_outage() -> None:
    assert is_outage(AutoReconnect("gone"))
    assert is_outage(OperationFailure("not authorized", code=13))
    assert not is_outage(DuplicateKeyError("E11000"))


@mongo_adapter
class Away:
    async def read(self) -> None:
        raise AutoReconnect("gone")

    async def stream(self) -> AsyncIterator[int]:
        yield 1
        raise AutoReconnect("gone")

    async def wrong(self) -> None:
        raise DuplicateKeyError("E11000")


async def test_an_adapters_methods_raise_the_one_error() -> None:
    with pytest.raises(StoreUnavailableError, match="MongoDB: gone"):
        await Away().read()
    seen = []
    with pytest.raises(StoreUnavailableError):
        async for number in Away().stream():
            seen.append(number)  # noqa: PERF401 - what came before the outage is wanted
    assert seen == [1]
    with pytest.raises(DuplicateKeyError):
        await Away().wrong()
