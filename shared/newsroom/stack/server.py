"""Base of the embedded servers: a folder that outlives them, a port, a start that waits for readiness."""

import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar, Self

from newsroom.stack.child_process import POLL_SECONDS, Child, Command
from newsroom.stack.data_folder import make_private
from newsroom.stack.errors import StackError
from newsroom.stack.tcp_ports import is_taken

START_TIMEOUT = 60.0  # seconds: a large append-only file or journal is loaded first
STOP_GRACE = 20.0  # seconds between SIGTERM and SIGKILL


class EmbeddedServer(ABC):
    """Database server of our own on 127.0.0.1, whose folder outlives it.

    Tests kill it and start it again on the same folder and port; `newsroom up` supervises its `child`.
    Start it from the main thread (see child_process.Child).
    """

    name: ClassVar[str]

    def __init__(self, folder: Path, port: int, log: Path | None = None) -> None:
        self.folder = folder
        self.port = port
        self.child = Child(self._command(log or folder.parent / "logs" / f"{self.name}.log"))

    @property
    @abstractmethod
    def url(self) -> str:
        """URL for clients."""

    @abstractmethod
    def is_ready(self) -> bool:
        """Whether it accepts writes now; on the way there, does the next step. Returns within a second."""

    @abstractmethod
    def _command(self, log: Path) -> Command: ...

    @property
    def pid(self) -> int:
        return self.child.pid

    def spawn(self) -> None:
        """Starts it without waiting. Raises StackError if its port is taken."""
        if is_taken(self.port):  # else another server could answer the probe
            raise StackError(f"Port {self.port}, for {self.name}, is taken.")
        make_private(self.folder)
        self.child.spawn()

    def start(self) -> None:
        """Starts it and waits until it accepts writes. Raises StackError, with the reason, if it does not."""
        self.spawn()
        deadline = time.monotonic() + START_TIMEOUT
        while not self.is_ready():
            self.check_start(time.monotonic() > deadline)
            time.sleep(POLL_SECONDS)

    def check_start(self, late: bool) -> None:
        """Raises StackError if the start has failed."""
        log = self.child.command.log
        if not self.child.is_alive():
            raise StackError(
                f"{self.name} could not start on port {self.port} ({log}): {self.child.log_tail()}"
            )
        if late:
            self.kill()
            raise StackError(
                f"{self.name} on port {self.port} accepts no writes after {START_TIMEOUT:.0f} s ({log})."
            )

    def stop(self) -> None:
        """Ends it gracefully, or after 20 seconds by SIGKILL."""
        self.child.stop(STOP_GRACE)

    def kill(self) -> None:
        """Ends it as a power cut would: SIGKILL."""
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
