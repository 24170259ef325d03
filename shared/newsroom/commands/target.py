"""The running system that is meant: by options, else by the environment, else the one in `.newsroom`."""

import os
from dataclasses import dataclass
from pathlib import Path

from newsroom.commands.console import fail
from newsroom.stack import ready
from newsroom.stack.errors import StackError
from newsroom.stack.ready import Ready

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


def local() -> Ready:
    """The system that `newsroom up` runs from this folder."""
    try:
        return ready.read(STATE)
    except StackError as error:
        fail(error)
