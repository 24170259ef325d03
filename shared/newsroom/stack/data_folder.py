"""Data folder of one system: its lock, its API keys, and files that only their owner reads."""

import fcntl
import json
import os
import secrets
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Self

from newsroom.stack.errors import StackError


@dataclass(frozen=True, slots=True)
class Keys:
    """API keys of the services: a sender's for every source, an editor's and a subscriber's.

    `secrets` encrypts what publish keeps secret at rest.
    """

    ingest: str
    desk: str
    subscriber: str = ""
    secrets: str = ""

    @classmethod
    def generate(cls) -> Self:
        return cls(*(secrets.token_urlsafe(24) for _ in fields(cls)))

    def or_from(self, environment: Mapping[str, str]) -> "Keys":
        """Keys that the environment names win."""
        return Keys(
            ingest=environment.get("NEWSROOM_INGEST_KEY") or self.ingest,
            desk=environment.get("NEWSROOM_DESK_KEY") or self.desk,
            subscriber=self.subscriber,
            secrets=environment.get("NEWSROOM_SECRETS_KEY") or self.secrets,
        )

    def completed(self) -> "Keys":
        """The same, with fresh keys for those that an earlier version did not have."""
        fresh = asdict(self.generate())
        return Keys(**{name: key or fresh[name] for name, key in asdict(self).items()})


@contextmanager
def folder_lock(folder: Path) -> Generator[None]:
    """Locks `folder`, created if missing, for the block. Raises StackError if another system holds it."""
    try:
        make_private(folder)
        lock = (folder / "lock").open("a")
    except OSError as error:
        raise StackError(
            f"{folder} cannot be written ({error.strerror}): choose another folder with --data."
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StackError(
                f"Another newsroom runs in {folder}: stop it, or choose another folder with --data."
            ) from error
        yield


def make_private(folder: Path) -> None:
    """Creates a folder that its owner alone enters; one that exists becomes so."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)


def keys_of(folder: Path) -> Keys:
    """The folder's keys, generated once. Raises StackError if their file is not one of ours."""
    path = folder / "keys.json"
    if path.exists():
        try:
            stored = Keys(**json.loads(path.read_text()))
        except (ValueError, TypeError) as error:
            raise StackError(f"{path} holds no keys: remove it, and new ones are made.") from error
        if (keys := stored.completed()) == stored:
            return stored
    else:
        keys = Keys.generate()
    write_private(path, json.dumps(asdict(keys)))
    return keys


def write_private(path: Path, text: str) -> None:
    """Writes a file of mode 600 atomically, by a rename: nobody else reads it, nobody reads half of it."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    fresh.replace(path)
