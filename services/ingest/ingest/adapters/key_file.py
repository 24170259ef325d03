"""The watched file of keys, read again whenever it changes: keys come and go without a restart."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

import structlog

from newsroom.http.api_keys import KeyLine, read_lines
from newsroom.runtime import metrics
from newsroom.stores.periodic import Periodic

_log = structlog.get_logger(__name__)
_SECONDS_BETWEEN_LOOKS = 1.0
_Stamp = tuple[int, int, int]


class KeyFile:
    """The keys of a file by their ids; none where there is no file.

    Raises ValueError at the start where they cannot be read. Later the last that could be read stay in
    force, and a metric shows it: a slip of the editor's must not lock every sender out.
    """

    def __init__(self, path: Path | None, seconds_between_looks: float = _SECONDS_BETWEEN_LOOKS) -> None:
        self._path = path
        self._seconds = seconds_between_looks
        self._stamp: _Stamp | None = None
        self.keys: Mapping[str, KeyLine] = {}
        if path is not None:
            self._read(path)

    def task(self) -> Periodic:
        """The periodic look."""
        return Periodic("keys", self._seconds, self.refresh)

    async def refresh(self) -> None:
        """Reads the file again where it has changed."""
        if self._path is not None:
            await asyncio.to_thread(self._refresh, self._path)

    def _refresh(self, path: Path) -> None:
        try:
            if _stamp(path) != self._stamp:
                self._read(path)
                _log.info("keys.file_read", keys=len(self.keys))
        except ValueError as error:
            metrics.KEYS_READABLE.set(0)
            _log.error("keys.file_wrong", reason=str(error))

    def _read(self, path: Path) -> None:
        stamp = _stamp(path)
        try:
            keys = {line.id: line for line in read_lines(path.read_text("utf-8").splitlines())}
        except (OSError, ValueError) as error:
            raise ValueError(f"{path}: {error}") from error
        self._stamp, self.keys = stamp, keys
        metrics.KEYS_READABLE.set(1)


def _stamp(path: Path) -> _Stamp:
    """A stamp that differs whenever the file does. Raises ValueError where it is gone."""
    try:
        stat = path.stat()
    except OSError as error:
        raise ValueError(f"{path}: {error}") from error
    return stat.st_mtime_ns, stat.st_size, stat.st_ino
