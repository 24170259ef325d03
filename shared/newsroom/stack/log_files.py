"""Log files of a system on this machine: their last lines, and what is appended to them."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from newsroom.stack.errors import StackError

_TAIL_BYTES = 1_000_000  # of a log; lines before them are not read
_READ_BYTES = 1_000_000
# Of structlog and of mongod, which say the same by other names.
_SHOWN_APART = ("timestamp", "level", "event", "service", "logger", "exception")


@dataclass(frozen=True, slots=True)
class LogLine:
    """Line of a process' log, without its end."""

    process: str
    text: str

    @property
    def fields(self) -> Mapping[str, object] | None:
        """The fields of a line in JSON; None of any other."""
        if not self.text.startswith("{"):
            return None
        try:
            parsed = json.loads(self.text)
        except ValueError:
            return None
        return parsed if isinstance(parsed, dict) else None

    def readable(self) -> str:
        """The line for a person: time, process, level, event and details; as it is where it is no JSON."""
        fields = self.fields
        if fields is None or "event" not in fields:
            return f"{self.process:<9} {self.text}"
        details = " ".join(f"{name}={value}" for name, value in fields.items() if name not in _SHOWN_APART)
        level, at = str(fields.get("level", "")), fields.get("timestamp", "")
        line = f"{at} {self.process:<9} {level:<8} {fields['event']}  {details}".rstrip()
        return f"{line}\n{fields['exception']}" if fields.get("exception") else line


class LogFiles:
    """Logs in a folder, read from where each was read last; one that is truncated is read anew."""

    def __init__(self, folder: Path, names: Iterable[str] = ()) -> None:
        """Raises StackError where there is no such log."""
        self._folder = folder
        self._names = tuple(names)
        self._offsets: dict[Path, int] = {}
        known = {path.stem for path in folder.glob("*.log")}
        if not known:
            raise StackError(f"There are no logs in {folder}: `newsroom up` writes them.")
        if unknown := [name for name in self._names if name not in known]:
            raise StackError(
                f"There is no log of {unknown[0]}: there are those of {', '.join(sorted(known))}."
            )

    def last(self, count: int) -> list[LogLine]:
        """The last lines of each log, one log after the other."""
        lines: list[LogLine] = []
        for path in self._paths():
            size = path.stat().st_size
            start = self._offsets[path] = max(0, size - _TAIL_BYTES)
            whole = list(self._appended(path))[1 if start else 0 :]  # the first is cut off
            lines += whole[-count:] if count else []
        return lines

    def appended(self) -> Iterator[LogLine]:
        """Whole lines that were appended since the last call."""
        for path in self._paths():
            yield from self._appended(path)

    def _paths(self) -> list[Path]:
        paths = sorted(self._folder.glob("*.log"))
        return [path for path in paths if not self._names or path.stem in self._names]

    def _appended(self, path: Path) -> Iterator[LogLine]:
        offset = self._offsets.get(path, 0)
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(offset if offset <= size else 0)
            start = file.tell()
            content = file.read(_READ_BYTES)
        whole, newline, _ = content.rpartition(b"\n")
        if not newline:
            if len(content) == _READ_BYTES:  # a line beyond all bounds: its end is a line of its own
                self._offsets[path] = start + len(content)
            return
        self._offsets[path] = start + len(whole) + 1
        for line in whole.split(b"\n"):
            yield LogLine(path.stem, line.decode(errors="replace"))
