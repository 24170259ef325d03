"""Pacing of senders that go on beyond their limits: each refusal makes their next answers later."""

import asyncio
from dataclasses import dataclass, field

from newsroom.runtime.clock import Clock

A_REFUSAL = 0.01  # seconds that the next answer is put off by
A_LOOKUP = 0.03  # the same, where the refusal took a look at what is known
_BYTES_A_SECOND = 50_000_000  # of bodies that are refused, and drained from their connections
_LONGEST = 10.0  # seconds
_REMEMBERED = 10_000  # subjects


@dataclass(slots=True, eq=False)
class Pacer:
    """Keeps a debt of seconds by subject: whoever is refused waits for its own, and costs others nothing.

    A flood comes by few connections, each of which sends again once it is answered.
    """

    clock: Clock
    _paid_at: dict[str, float] = field(default_factory=dict[str, float])

    def owe(self, subject: str, seconds: float, size: int = 0) -> None:
        """Adds to a subject's debt, for a refusal of so many bytes."""
        now = self.clock.monotonic()
        if len(self._paid_at) >= _REMEMBERED:
            self._paid_at = {name: paid for name, paid in self._paid_at.items() if paid > now}
        if len(self._paid_at) < _REMEMBERED or subject in self._paid_at:
            owed = max(self._paid_at.get(subject, now), now) + seconds + size / _BYTES_A_SECOND
            self._paid_at[subject] = min(owed, now + _LONGEST)

    def owed(self, subject: str) -> float:
        """The seconds that a subject owes."""
        return max(self._paid_at.get(subject, 0.0) - self.clock.monotonic(), 0.0)

    async def settle(self, subject: str) -> None:
        """Waits until the subject's debt of now is paid."""
        if owed := self.owed(subject):
            await asyncio.sleep(owed)
