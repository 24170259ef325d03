"""Endpoints of the system to act on: by options, else by the environment, else the one in `.newsroom`."""

import os
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from newsroom.client.failures import http_address
from newsroom.commands.console import fail
from newsroom.runtime.addresses import mongo_address, redis_address
from newsroom.stack import ready_file
from newsroom.stack.errors import StackError
from newsroom.stack.ready_file import RunningSystem
from newsroom.stack.services import NAMES
from newsroom.stores.errors import StoreUnavailableError
from newsroom.stores.outages import outage_sentence
from newsroom.stores.redis import FAILURES, RedisClient, connect

if TYPE_CHECKING:
    from newsroom.stores.mongo import Database

READY_FILE = Path(".newsroom") / "ready.json"


@dataclass(frozen=True, slots=True)
class IngestEndpoint:
    """Address and API key of an ingest."""

    url: str
    key: str


def ingest(url: str | None, key: str | None) -> IngestEndpoint:
    """The ingest to send to. Ends the command where none is known."""
    url = url or os.environ.get("NEWSROOM_INGEST_URL")
    key = key or os.environ.get("NEWSROOM_INGEST_KEY")
    url = _http("NEWSROOM_INGEST_URL", url) if url else local().ingest
    return IngestEndpoint(url, key or local().ingest_key)


def publish(url: str | None) -> str:
    """Address of the publish to read. Ends the command where none is known."""
    url = url or os.environ.get("NEWSROOM_PUBLISH_URL")
    return _http("NEWSROOM_PUBLISH_URL", url) if url else local().publish


def subscriber_key() -> str:
    """A subscriber's key at that publish. Ends the command where none is known."""
    return os.environ.get("NEWSROOM_SUBSCRIBER_KEY") or local().subscriber_key


def redis_url() -> str:
    """Address of the Redis to act on. Ends the command where none is known, or it is no address."""
    return _checked("REDIS_URL", redis_address, lambda system: system.redis)


def mongo_url() -> str:
    """Address of the MongoDB to act on. Ends the command where none is known, or it is no address."""
    return _checked("MONGO_URL", mongo_address, lambda system: system.mongo)


def services() -> Mapping[str, str]:
    """Addresses of the services by name. Ends the command where none is known."""
    addresses = {name: os.environ.get(f"NEWSROOM_{name.upper()}_URL", "") for name in NAMES}
    if not all(addresses.values()) and (system := local_or_none()) is not None:
        addresses = {name: url or getattr(system, name) for name, url in addresses.items()}
    return {name: _http(f"NEWSROOM_{name.upper()}_URL", url) for name, url in addresses.items() if url}


def service(name: str) -> str:
    """Address of one service. Ends the command where it is not known."""
    return services().get(name) or str(getattr(local(), name))


@asynccontextmanager
async def redis_connection() -> AsyncGenerator[RedisClient]:
    """Connects to REDIS_URL, else to the Redis of the system here. Ends the command if Redis fails."""
    url = redis_url()
    try:
        client = connect(url)
    except ValueError as error:
        fail(f"REDIS_URL: {error}")
    try:
        yield client
    except FAILURES as error:
        fail(outage_sentence("Redis", "REDIS_URL", url, error))
    finally:
        await client.aclose()


@asynccontextmanager
async def mongo_connection() -> AsyncGenerator["Database"]:
    """Connects to MONGO_URL, else to the MongoDB of the system here. Ends the command if MongoDB fails."""
    # Of the extra newsroom[mongo], which most commands do without.
    from newsroom.stores import mongo  # noqa: PLC0415 - see above

    url = mongo_url()
    try:
        client = mongo.connect(url)
    except ValueError as error:
        fail(f"MONGO_URL: {error}")
    try:
        yield mongo.database(client)
    except StoreUnavailableError as error:
        fail(outage_sentence("MongoDB", "MONGO_URL", url, error))
    finally:
        client.close()


def local() -> RunningSystem:
    """The system that `newsroom up` runs from this folder. Ends the command where there is none."""
    try:
        return ready_file.read(READY_FILE)
    except StackError as error:
        fail(error)


def local_or_none() -> RunningSystem | None:
    """The system that `newsroom up` runs from this folder, if there is one."""
    try:
        return ready_file.read(READY_FILE)
    except StackError:
        return None


def _http(variable: str, url: str) -> str:
    try:
        return http_address(url).rstrip("/")
    except ValueError as error:
        fail(f"{variable}: {error}")


def _checked(variable: str, check: Callable[[str], str], of: Callable[[RunningSystem], str]) -> str:
    try:
        return check(os.environ.get(variable) or of(local()))
    except ValueError as error:
        fail(f"{variable}: {error}")
