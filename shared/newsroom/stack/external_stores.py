"""Check of stores that `newsroom up` is given by URL: one that is away is said at once, not after minutes."""

from collections.abc import Callable

from newsroom.runtime.addresses import mongo_address, redis_address
from newsroom.stack.errors import StackError
from newsroom.stores import redis
from newsroom.stores.errors import StoreUnavailableError
from newsroom.stores.outages import outage_sentence

REDIS, MONGO = "REDIS_URL", "MONGO_URL"


async def check(redis_url: str | None, mongo_url: str | None) -> None:
    """Raises StackError, in one line, for a URL that is none, or whose store does not answer."""
    if redis_url is not None:
        await _check_redis(_address(REDIS, redis_address, redis_url))
    if mongo_url is not None:
        await _check_mongo(_address(MONGO, mongo_address, mongo_url))


def _address(variable: str, check_address: Callable[[str], str], url: str) -> str:
    try:
        return check_address(url)
    except ValueError as error:
        raise StackError(f"{variable}: {error}") from error


async def _check_redis(url: str) -> None:
    try:
        client = redis.connect(url)
    except ValueError as error:
        raise StackError(f"{REDIS}: {error}") from error
    try:
        await client.ping()
    except redis.FAILURES as error:
        raise StackError(outage_sentence("Redis", REDIS, url, error)) from error
    finally:
        await client.aclose()


async def _check_mongo(url: str) -> None:
    # Of the extra newsroom[mongo], which the services bring.
    from newsroom.stores import mongo  # noqa: PLC0415 - see above

    try:
        client = mongo.connect(url)
    except ValueError as error:
        raise StackError(f"{MONGO}: {error}") from error
    try:
        await mongo.MongoDeployment(mongo.database(client)).ping()
    except StoreUnavailableError as error:
        raise StackError(outage_sentence("MongoDB", MONGO, url, error)) from error
    finally:
        client.close()
