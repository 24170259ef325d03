"""The file of keys, read again whenever it changes: keys come and go without a restart."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

import structlog

from newsroom.http.api_keys import KeyLine, read_lines
from newsroom.runtime import metrics

_log = structlog.get_logger(__name__)
_SECONDS_BETWEEN_LOOKS = 1.0
Mark = tuple[int, int, int]


class KeyFile:
    """The keys of a file by their ids; none where there is no file.

    Raises ValueError at the start where they cannot be read.

    Later the last that could be read stay in force, and a metric says so: a slip of the editor's must
    not lock every sender out.
    """

    def __init__(self, path: Path | None, seconds_between_looks: float = _SECONDS_BETWEEN_LOOKS) -> None:
        self._path = path
        self._seconds = seconds_between_looks
        self._mark: Mark | None = None
        self.keys: Mapping[str, KeyLine] = {}
        if path is not None:
            self._read(path)

    async def run(self) -> None:
        """Looks for ever, until cancelled."""
        while True:
            await asyncio.sleep(self._seconds)
            if self._path is not None:
                await asyncio.to_thread(self._look, self._path)

    def _look(self, path: Path) -> None:
        try:
            if _marked(path) != self._mark:
                self._read(path)
                _log.info("keys read again", keys=len(self.keys))
        except ValueError as error:
            metrics.KEYS_READABLE.set(0)
            _log.error("the file of keys cannot be read: the keys stay as they were", reason=str(error))

    def _read(self, path: Path) -> None:
        mark = _marked(path)
        try:
            keys = {line.id: line for line in read_lines(path.read_text("utf-8").splitlines())}
        except (OSError, ValueError) as error:
            raise ValueError(f"{path}: {error}") from error
        self._mark, self.keys = mark, keys
        metrics.KEYS_READABLE.set(1)


def _marked(path: Path) -> Mark:
    """What changes whenever the file does. Raises ValueError where it is gone."""
    try:
        found = path.stat()
    except OSError as error:
        raise ValueError(f"{path}: {error}") from error
    return found.st_mtime_ns, found.st_size, found.st_ino
