"""Child process: its command, its log, its end."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

DIE_WITH_PARENT = Path(__file__).with_name("die_with_parent.py")
POLL_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Command:
    """Command line of a process: `environment` is added to our own, output is appended to `log`."""

    name: str
    argv: tuple[str, ...]
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict[str, str])


class Child:
    """Process that can be spawned again and again, one at a time.

    It leads a process group of its own, so that Ctrl-C in the terminal reaches us alone, and dies with the
    *thread* that spawned it (see die_with_parent.py): spawn from the main one.
    """

    def __init__(self, command: Command) -> None:
        self.command = command
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def name(self) -> str:
        return self.command.name

    @property
    def pid(self) -> int:
        """Pid of the process spawned last, alive or not. Raises LookupError before the first."""
        if self._process is None:
            raise LookupError(f"{self.name} was never started")
        return self._process.pid

    def spawn(self) -> None:
        """Starts the process without waiting. Raises RuntimeError while it runs."""
        if self.is_alive():
            raise RuntimeError(f"{self.name} runs already, as {self.pid}")
        command = self.command
        command.log.parent.mkdir(parents=True, exist_ok=True)
        launcher = (sys.executable, "-I", "-S", str(DIE_WITH_PARENT), str(os.getpid()))
        with command.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*launcher, *command.argv],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, **command.environment},
                start_new_session=True,
            )

    def exit_code(self) -> int | None:
        """Exit code of the process spawned last; None while it runs and before the first."""
        return None if self._process is None else self._process.poll()

    def is_alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def terminate(self) -> None:
        """Sends SIGTERM. Does not wait."""
        if self._process is not None:
            self._process.terminate()

    def kill(self) -> None:
        """Sends SIGKILL to its whole process group and waits for its end."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):  # the whole group has ended
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def stop(self, grace: float) -> None:
        """Sends SIGTERM, waits `grace` seconds, then sends SIGKILL. Returns when it has ended."""
        self.terminate()
        deadline = time.monotonic() + grace
        while self.is_alive() and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)
        self.kill()

    def log_tail(self, lines: int = 1) -> str:
        """The last lines of its log, which mostly hold the reason of its end."""
        if not self.command.log.exists():
            return ""
        tail = self.command.log.read_bytes()[-8192:].decode(errors="replace")
        return "\n".join([line for line in tail.splitlines() if line.strip()][-lines:])
