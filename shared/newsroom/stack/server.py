"""What the embedded servers have in common: a folder that is kept, a port, a start that waits for answers."""

import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar, Self

from newsroom.stack.errors import StackError
from newsroom.stack.ports import is_taken
from newsroom.stack.process import POLL, Child, Command

START_PATIENCE = 60.0  # seconds: a large append-only file or journal is read back first
STOP_PATIENCE = 20.0


class EmbeddedServer(ABC):
    """A database server of our own on 127.0.0.1, whose folder outlives it.

    Tests kill it and start it again on the same folder and port; `newsroom up` has its `child` supervised.
    Start it from the main thread (see process.Child).
    """

    name: ClassVar[str]

    def __init__(self, folder: Path, port: int, log: Path | None = None) -> None:
        self.folder = folder
        self.port = port
        self.child = Child(self._command(log or folder.parent / "logs" / f"{self.name}.log"))

    @property
    @abstractmethod
    def url(self) -> str:
        """What a client connects to."""

    @abstractmethod
    def is_ready(self) -> bool:
        """Whether it takes writes now; on the way there, does the next step. Returns within a second."""

    @abstractmethod
    def _command(self, log: Path) -> Command: ...

    @property
    def pid(self) -> int:
        return self.child.pid

    def spawn(self) -> None:
        """Start it without waiting. Raises StackError if its port is taken."""
        if is_taken(self.port):  # else what answers the probe could be somebody else's server
            raise StackError(f"Port {self.port}, for {self.name}, is taken.")
        self.folder.mkdir(parents=True, exist_ok=True)
        self.child.spawn()

    def start(self) -> None:
        """Start it and wait until it takes writes. Raises StackError, with the reason, if it does not."""
        self.spawn()
        deadline = time.monotonic() + START_PATIENCE
        while not self.is_ready():
            self.check_start(time.monotonic() > deadline)
            time.sleep(POLL)

    def check_start(self, late: bool) -> None:
        """Raises StackError if the start has failed."""
        log = self.child.command.log
        if not self.child.is_alive():
            raise StackError(
                f"{self.name} could not start on port {self.port} ({log}): {self.child.last_words()}"
            )
        if late:
            self.kill()
            raise StackError(
                f"{self.name} on port {self.port} takes no writes after {START_PATIENCE:.0f} s ({log})."
            )

    def stop(self) -> None:
        self.child.stop(STOP_PATIENCE)

    def kill(self) -> None:
        """As a power cut would: SIGKILL."""
        self.child.kill()

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.kill()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
