"""Ready file: addresses, keys and pids of a running system, written once all of it is ready."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from newsroom.runtime.process import unwritable
from newsroom.stack.data_folder import write_private
from newsroom.stack.errors import StackError


@dataclass(frozen=True, slots=True)
class RunningSystem:
    """Addresses of a running system. URLs have no trailing slash; `pids` lacks servers that are not ours."""

    publish: str
    ingest: str
    translate: str
    redis: str
    mongo: str
    ingest_key: str
    desk_key: str
    subscriber_key: str
    pids: Mapping[str, int]

    def write(self, path: Path) -> None:
        """Writes the ready file atomically."""
        path.parent.mkdir(parents=True, exist_ok=True)
        write_private(path, json.dumps(asdict(self), indent=1) + "\n")


def read(path: Path) -> RunningSystem:
    """Reads a ready file. Raises StackError if there is none, or one of another version."""
    try:
        return RunningSystem(**json.loads(path.read_text()))
    except FileNotFoundError as error:
        raise StackError(
            f"No newsroom runs here ({path} is missing): start one with `newsroom up`."
        ) from error
    except (ValueError, TypeError) as error:
        raise StackError(f"{path} is no ready file of this version.") from error


class ReadyFiles:
    """Ready files of one run: there while the system is up, with its current pids, and not otherwise.

    Raises StackError where one of them cannot be written.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = paths
        self._system: RunningSystem | None = None
        for path in paths:
            if reason := unwritable(path.parent):
                raise StackError(f"The ready file {path} cannot be written ({reason}): choose another place.")
        self.remove()  # a killed run left stale ones

    def write(self, system: RunningSystem) -> None:
        """Writes all of them."""
        self._system = system
        for path in self._paths:
            system.write(path)

    def update_pid(self, name: str, pid: int) -> None:
        """Writes them again with the new pid of a restarted process; before `write` a no-op."""
        if self._system is not None:
            self.write(replace(self._system, pids={**self._system.pids, name: pid}))

    def remove(self) -> None:
        """Deletes all of them; idempotent."""
        self._system = None
        for path in self._paths:
            path.unlink(missing_ok=True)
