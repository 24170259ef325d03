"""The readers: a C program, so that they are not what is measured."""

import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.fanout.processes import READER_CORE, pinned, tool


@dataclass(frozen=True, slots=True)
class Stats:
    """What the readers saw since they were last asked. Delays in milliseconds."""

    p50: float
    p99: float
    deliveries: int
    gaps: int
    repeats: int
    resumes: int


class Readers:
    """A running reader program with all its connections."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def await_open(self) -> None:
        """Waits until every connection has its headers."""
        self._line("open")

    def await_event(self, seq: int) -> None:
        """Waits until every connection has all events up to one."""
        while int(self._line("got")[1]) < seq:
            pass

    def stats(self) -> Stats:
        self._tell("stats")
        words = self._line("stats")
        p50, p99, *counts = map(int, words[1:])
        return Stats(p50 / 1e3, p99 / 1e3, *counts)

    def drop(self, rate: int) -> None:
        """Lets connections drop and resume, so many a second in turn."""
        self._tell(f"drop {rate}")

    def _tell(self, command: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(command + "\n")
        self._process.stdin.flush()

    def _line(self, kind: str) -> list[str]:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            words = line.split()
            if words[0] == kind:
                return words
        raise RuntimeError(f"the readers ended with {self._process.wait()}")


def build(folder: Path) -> Path:
    """Compiles the program. Raises MissingToolError."""
    program = folder / "reader"
    source = Path(__file__).with_name("reader.c")
    subprocess.run([tool("gcc", "Debian: gcc"), "-O2", "-o", program, source], check=True)
    return program


@contextmanager
def reading(program: Path, port: int, path: str, connections: int) -> Generator[Readers]:
    """Opens the connections for the length of a `with`."""
    process = subprocess.Popen(
        [*pinned(READER_CORE), str(program), str(port), path, str(connections)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Readers(process)
    finally:
        process.kill()
        process.wait()
