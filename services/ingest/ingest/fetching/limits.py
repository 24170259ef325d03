"""Limits of one fetch, in size and time. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, times in seconds. `total` bounds all hops together, whatever they do."""

    wire: int = 10_000_000
    content: int = 25_000_000
    header: int = 16_384  # of one header, and of the status line
    headers: int = 100
    redirects: int = 5
    connect: float = 5.0
    silence: float = 10.0  # between two pieces; meanwhile nothing else is asked of the host
    total: float = 30.0
    pace: float = 512.0  # bytes a second, over the whole body so far
    grace: float = 10.0  # before the pace is looked at

    def is_too_slow(self, received: int, elapsed: float) -> bool:
        """Whether a body only drips."""
        return elapsed > self.grace and received < self.pace * elapsed
