"""The ready file: where everything is, once everything answers."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from newsroom.stack.errors import StackError
from newsroom.stack.files import write_private


@dataclass(frozen=True, slots=True)
class Ready:
    """A running system. URLs have no trailing slash; `pids` lacks the servers that are not ours."""

    publish: str
    ingest: str
    translate: str
    redis: str
    mongo: str
    ingest_key: str
    desk_key: str
    pids: Mapping[str, int]

    def write(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_private(path, json.dumps(asdict(self), indent=1) + "\n")


def read(path: Path) -> Ready:
    """Raises StackError if nothing runs there."""
    try:
        return Ready(**json.loads(path.read_text()))
    except FileNotFoundError as error:
        raise StackError(
            f"No newsroom runs here ({path} is missing): start one with `newsroom up`."
        ) from error
    except (ValueError, TypeError) as error:
        raise StackError(f"{path} is no ready file of this version.") from error


class Announcement:
    """The ready files of one run: there while the system is up, true to its pids, gone before and after."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = paths
        self._ready: Ready | None = None
        self.withdraw()  # what a killed run left would tell of processes that are no more

    def make(self, ready: Ready) -> None:
        self._ready = ready
        for path in self._paths:
            ready.write(path)

    def amend(self, name: str, pid: int) -> None:
        """A process came back under another pid."""
        if self._ready is not None:
            self.make(replace(self._ready, pids={**self._ready.pids, name: pid}))

    def withdraw(self) -> None:
        self._ready = None
        for path in self._paths:
            path.unlink(missing_ok=True)
