"""TCP ports of the processes: consecutive from a base, in the contract's order."""

import secrets
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from newsroom.stack.errors import StackError

DEFAULT_BASE = 8000
COUNT = 5
_EPHEMERAL = Path("/proc/sys/net/ipv4/ip_local_port_range")  # of Linux
_USUAL_EPHEMERAL = (49_152, 65_535)  # IANA's, which macOS keeps to
HIGHEST_BASE = 65_535 - (COUNT - 1)


@dataclass(frozen=True, slots=True)
class Ports:
    """Port of each process."""

    publish: int
    ingest: int
    translate: int
    redis: int
    mongo: int

    @classmethod
    def from_base(cls, base: int) -> Self:
        """Raises StackError for a base that leaves no room for all of them."""
        if not 1 <= base <= HIGHEST_BASE:
            raise StackError(
                f"--port-base {base} leaves no room for five ports: choose one from 1024 to {HIGHEST_BASE}."
            )
        return cls(*range(base, base + COUNT))

    def check_free(self, names: Iterable[str]) -> None:
        """Raises StackError if the port of one of `names` is taken."""
        taken = [f"{self.of(name)} ({name})" for name in names if is_taken(self.of(name))]
        if taken:
            ports = "Port" if len(taken) == 1 else "Ports"
            raise StackError(
                f"{ports} {', '.join(taken)} taken: stop what listens there, or choose others with "
                "--port-base N."
            )

    def lent(self) -> str | None:
        """A warning where the kernel lends some of these ports to outgoing connections of any program."""
        lowest, highest = ephemeral_range()
        if self.mongo < lowest or self.publish > highest:
            return None
        return (
            f"Ports {self.publish} to {self.mongo} are among those that this machine lends to outgoing "
            f"connections ({lowest} to {highest}): one may be taken while a process restarts, and keep it "
            f"out. Choose others with --port-base N, below {lowest - COUNT + 1}."
        )

    def of(self, name: str) -> int:
        port: int = getattr(self, name)
        return port


def ephemeral_range() -> tuple[int, int]:
    """The lowest and the highest port that outgoing connections are given; where unknown the usual ones."""
    try:
        lowest, highest = _EPHEMERAL.read_text().split()
    except OSError:
        return _USUAL_EPHEMERAL
    return int(lowest), int(highest)


def free_base() -> int:
    """A base whose ports are all free now, below the kernel's ephemeral range: for a system beside others."""
    while True:
        base = 10_000 + 10 * secrets.randbelow(2_000)
        if not any(is_taken(port) for port in range(base, base + COUNT)):
            return base


def is_taken(port: int) -> bool:
    """Whether 127.0.0.1:`port` cannot be bound now; connections in TIME_WAIT do not count."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError as error:
            raise StackError(f"Port {port} is not ours to use: choose others with --port-base N.") from error
        except OSError:
            return True
    return False
