"""One child process: its command, its log, its end."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

TETHER = Path(__file__).with_name("tether.py")
POLL = 0.02  # seconds


@dataclass(frozen=True, slots=True)
class Command:
    """What to run: `environment` is added to our own, output is appended to `log`."""

    name: str
    argv: tuple[str, ...]
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict[str, str])


class Child:
    """A process that can be spawned again and again, one at a time.

    It leads a process group of its own, so that Ctrl-C in the terminal reaches us alone, and dies with the
    *thread* that spawned it (see tether.py): spawn from the main one.
    """

    def __init__(self, command: Command) -> None:
        self.command = command
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def name(self) -> str:
        return self.command.name

    @property
    def pid(self) -> int:
        """Of the process spawned last, alive or not. Raises LookupError before the first."""
        if self._process is None:
            raise LookupError(f"{self.name} was never started")
        return self._process.pid

    def spawn(self) -> None:
        if self.is_alive():
            raise RuntimeError(f"{self.name} runs already, as {self.pid}")
        command = self.command
        command.log.parent.mkdir(parents=True, exist_ok=True)
        tether = (sys.executable, "-I", "-S", str(TETHER), str(os.getpid()))
        with command.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*tether, *command.argv],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, **command.environment},
                start_new_session=True,
            )

    def exit_code(self) -> int | None:
        """None while it runs, and before it was ever spawned."""
        return None if self._process is None else self._process.poll()

    def is_alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def terminate(self) -> None:
        """Ask the process to end (SIGTERM). Does not wait."""
        if self._process is not None:
            self._process.terminate()

    def kill(self) -> None:
        """SIGKILL, to its whole group; waits for its end."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):  # all of it is gone already
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def stop(self, patience: float) -> None:
        """SIGTERM, `patience` seconds, then SIGKILL. Returns when it is gone."""
        self.terminate()
        deadline = time.monotonic() + patience
        while self.is_alive() and time.monotonic() < deadline:
            time.sleep(POLL)
        self.kill()

    def last_words(self, lines: int = 1) -> str:
        """The end of its log, as much as tells why it ended."""
        if not self.command.log.exists():
            return ""
        tail = self.command.log.read_bytes()[-8192:].decode(errors="replace")
        return "\n".join([line for line in tail.splitlines() if line.strip()][-lines:])
