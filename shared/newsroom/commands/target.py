"""The running system that is meant: by options, else by the environment, else the one in `.newsroom`."""

import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from newsroom.commands.console import fail
from newsroom.stack import ready
from newsroom.stack.errors import StackError
from newsroom.stack.ready import Ready
from newsroom.stores.redis import FAILURES, RedisClient, connect

STATE = Path(".newsroom") / "ready.json"


@dataclass(frozen=True, slots=True)
class Ingest:
    url: str
    key: str


def ingest(url: str | None, key: str | None) -> Ingest:
    url = url or os.environ.get("NEWSROOM_INGEST_URL")
    key = key or os.environ.get("NEWSROOM_INGEST_KEY")
    return Ingest(url, key) if url and key else Ingest(url or local().ingest, key or local().ingest_key)


def publish(url: str | None) -> str:
    return url or os.environ.get("NEWSROOM_PUBLISH_URL") or local().publish


@asynccontextmanager
async def redis_of_target() -> AsyncGenerator[RedisClient]:
    """The Redis in REDIS_URL, else that of the system here. Ends the command if it fails in the block."""
    client = connect(os.environ.get("REDIS_URL") or local().redis)
    try:
        yield client
    except FAILURES as error:
        fail(f"Redis: {error}")
    finally:
        await client.aclose()


def local() -> Ready:
    """The system that `newsroom up` runs from this folder."""
    try:
        return ready.read(STATE)
    except StackError as error:
        fail(error)
