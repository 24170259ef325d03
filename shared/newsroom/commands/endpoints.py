"""Endpoints of the system to act on: by options, else by the environment, else the one in `.newsroom`."""

import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from newsroom.commands.console import fail
from newsroom.stack import ready_file
from newsroom.stack.errors import StackError
from newsroom.stack.ready_file import RunningSystem
from newsroom.stores.redis import FAILURES, RedisClient, connect

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
    return (
        IngestEndpoint(url, key)
        if url and key
        else IngestEndpoint(url or local().ingest, key or local().ingest_key)
    )


def publish(url: str | None) -> str:
    """Address of the publish to read. Ends the command where none is known."""
    return url or os.environ.get("NEWSROOM_PUBLISH_URL") or local().publish


@asynccontextmanager
async def redis_connection() -> AsyncGenerator[RedisClient]:
    """Connects to REDIS_URL, else to the Redis of the system here. Ends the command if Redis fails."""
    client = connect(os.environ.get("REDIS_URL") or local().redis)
    try:
        yield client
    except FAILURES as error:
        fail(f"Redis: {error}")
    finally:
        await client.aclose()


def local() -> RunningSystem:
    """The system that `newsroom up` runs from this folder. Ends the command where there is none."""
    try:
        return ready_file.read(READY_FILE)
    except StackError as error:
        fail(error)
