"""A watched folder: a file is taken once it is complete, and moved on once its articles are on disk."""

import asyncio
import contextlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from itertools import count
from pathlib import Path

from ingest.formats.document import Document
from ingest.sources.config.models import FolderSource
from ingest.sources.kinds.intake import SourceIntake
from ingest.sources.polling.schedule import PollOutcome
from ingest.sources.polling.source_state import SourceState
from ingest.sources.polling.visit import EMPTY_TALLY, Tally, Visit
from newsroom.runtime.clock import Clock

_FILES_A_POLL = 100
_EMPTY_SECONDS = 60.0  # an empty file is one whose writer has not begun, for so long
_UNFINISHED = (".tmp", ".part", ".partial", ".filepart", ".crdownload", ".swp", "~")


@dataclass(frozen=True, slots=True)
class FileStamp:
    """A file as it was at one look."""

    size: int
    changed: int
    inode: int


@dataclass(slots=True)
class StabilityTracker:
    """Tracks which files have stayed as they are, and since when. Each replica learns it anew."""

    clock: Clock
    _since: dict[Path, tuple[FileStamp, float]] = field(default_factory=dict[Path, tuple[FileStamp, float]])

    def complete(self, files: Mapping[Path, FileStamp], settle: float) -> list[Path]:
        """The files that have not changed for `settle` seconds, the oldest first."""
        now = self.clock.monotonic()
        before, self._since = self._since, {}
        for path, stamp in files.items():
            known, since = before.get(path, (stamp, now))
            self._since[path] = (stamp, since if known == stamp else now)
        ready = [
            path
            for path, (stamp, since) in self._since.items()
            if path in before and now - since >= (settle if stamp.size else max(settle, _EMPTY_SECONDS))
        ]
        return sorted(ready, key=lambda path: files[path].changed)


@dataclass(frozen=True, slots=True)
class FolderOrigin:
    """A folder whose files stay where they are until all of their articles are on disk or refused."""

    source: FolderSource
    intake: SourceIntake
    tracker: StabilityTracker

    async def visit(self, state: SourceState) -> Visit:
        folder = Path(self.source.path)
        try:
            files = await asyncio.to_thread(files_in, folder, self.source.pattern)
            complete = self.tracker.complete(files, self.source.settle)
            tally = EMPTY_TALLY
            for path in complete[:_FILES_A_POLL]:
                tally += await self._ingest(path, files[path])
                if tally.postponed is not None:
                    return Visit(tally.outcome, state, tally, tally.postponed)
        except OSError as error:
            return Visit(PollOutcome.FAILED, state, problem=f"{error.filename or folder}: {error.strerror}")
        is_more = len(complete) > _FILES_A_POLL
        return Visit(PollOutcome.MORE if is_more else tally.outcome, state, tally)

    async def _ingest(self, path: Path, stamp: FileStamp) -> Tally:
        try:
            content = await asyncio.to_thread(read_up_to, path, self.source.max_bytes)
            if content is None:
                tally = Tally(refused=(f"it is larger than {self.source.max_bytes:,} bytes",))
            else:
                tally = await self.intake.ingest_document(Document(content, name=path.name))
            if tally.postponed is None:
                await asyncio.to_thread(self._move_on, path, stamp, tally.refused)
        except FileNotFoundError:  # somebody took it away meanwhile
            return EMPTY_TALLY
        return tally

    def _move_on(self, path: Path, stamp: FileStamp, refused: Sequence[str]) -> None:
        """Moves a file that is still what was read; another one stays, to be read next time."""
        if stamp_of_file(path.stat(follow_symlinks=False)) != stamp:
            return
        target = free_name(path.parent / (self.source.refused if refused else self.source.done), path)
        if refused:
            target.with_name(f"{target.name}.reason").write_text("\n".join(refused) + "\n", "utf-8")
        path.rename(target)


def files_in(folder: Path, pattern: str) -> dict[Path, FileStamp]:
    """The files that are there, as they are now. Raises OSError."""
    files: dict[Path, FileStamp] = {}
    with os.scandir(folder) as entries:
        for entry in entries:
            hidden = entry.name.startswith(".") or entry.name.lower().endswith(_UNFINISHED)
            if not hidden and entry.is_file(follow_symlinks=False) and fnmatch(entry.name, pattern):
                with contextlib.suppress(FileNotFoundError):
                    files[Path(entry.path)] = stamp_of_file(entry.stat(follow_symlinks=False))
    return files


def stamp_of_file(stat: os.stat_result) -> FileStamp:
    return FileStamp(stat.st_size, stat.st_mtime_ns, stat.st_ino)


def read_up_to(path: Path, limit: int) -> bytes | None:
    """A file's bytes, None where it has more than `limit`. Raises OSError."""
    with path.open("rb") as file:
        content = file.read(limit + 1)
    return content if len(content) <= limit else None


def free_name(folder: Path, path: Path) -> Path:
    """A path where a file replaces no other: a second of its name gets a number. Raises OSError."""
    folder.mkdir(exist_ok=True)
    for number in count():
        target = folder / (path.name if number == 0 else f"{path.stem}.{number}{path.suffix}")
        if not target.exists():
            return target
    raise AssertionError("count ends")
