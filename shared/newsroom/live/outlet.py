"""Port of a replay: one subscriber that frames are written to."""

from collections.abc import Sequence
from typing import Protocol

from newsroom.live.framing import Frame


class GoneError(Exception):
    """A reader that is no longer there."""


class Outlet(Protocol):
    """Subscriber that is being brought up to date."""

    @property
    def closing(self) -> bool:
        """Whether it has left, or is being ended."""
        ...

    async def offer(self, frames: Sequence[Frame]) -> int:
        """Writes as many frames as the peer takes at once, at least one; then waits until it takes more.

        Returns how many were written: the rest is not kept while waiting. Raises GoneError.
        """
        ...
