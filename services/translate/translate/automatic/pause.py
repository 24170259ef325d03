"""Pauses of automatic linking: pairs that would be linked are then proposed to the desk."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from newsroom.events.desk import EVERYTHING, LinkingSwitch


@dataclass(frozen=True, slots=True)
class Pauses:
    """The scopes that are paused: categories, or `*` for all."""

    scopes: frozenset[str] = frozenset()

    @classmethod
    def of(cls, switches: Iterable[LinkingSwitch]) -> "Pauses":
        return cls(frozenset(switch.scope for switch in switches if switch.paused))

    def __bool__(self) -> bool:
        return bool(self.scopes)

    @property
    def whole(self) -> bool:
        return EVERYTHING in self.scopes

    def covers(self, categories: Iterable[str | None]) -> bool:
        """True if a pair of articles of these categories waits for an editor."""
        return self.whole or any(category in self.scopes for category in categories)


class PauseStore(Protocol):
    """Pauses by scope."""

    async def pauses(self) -> Pauses: ...

    async def apply(self, switches: Iterable[LinkingSwitch]) -> None:
        """Upserts; of each scope the highest number holds."""
        ...


class NeverPaused:
    """A PauseReader without pauses, for measuring and for running the matcher alone."""

    async def pauses(self) -> Pauses:
        return Pauses()
