"""The watched sources file: read again when it changes; one that has become wrong changes nothing."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from ingest.sources.config.file import NO_SOURCES, Sources, SourcesFileError, read_sources

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class WatchedFile:
    """The `sources` that hold now, and the `problem` of the file on disk, where that does not."""

    path: Path | None
    environment: Mapping[str, str]
    sources: Sources = field(default=NO_SOURCES)
    problem: str | None = None
    _stamp: tuple[int, int, int] | None = None

    def read(self) -> None:
        """Reads it for the first time. Raises SourcesFileError."""
        if self.path is not None:
            self._stamp = _stamp(self.path)
            self.sources = read_sources(self.path, self.environment)

    async def refresh(self) -> None:
        """Reads it if it has changed since."""
        if self.path is None:
            return
        stamp = await asyncio.to_thread(_stamp, self.path)
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            self.sources = await asyncio.to_thread(read_sources, self.path, self.environment)
        except SourcesFileError as error:
            self.problem = str(error)
            _log.error("sources.file_wrong", reason=str(error))
        else:
            self.problem = None
            _log.info("sources.file_read", sources=len(self.sources.file.sources))


def _stamp(path: Path) -> tuple[int, int, int] | None:
    """None where there is no file."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size, stat.st_ino
