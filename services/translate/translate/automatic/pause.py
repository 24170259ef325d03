"""Whether automatic linking is paused: what would be linked is then proposed to the desk."""

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
        return cls(frozenset(one.scope for one in switches if one.paused))

    def __bool__(self) -> bool:
        return bool(self.scopes)

    @property
    def whole(self) -> bool:
        return EVERYTHING in self.scopes

    def covers(self, categories: Iterable[str | None]) -> bool:
        """Whether a pair of articles of these categories waits for an editor."""
        return self.whole or any(category in self.scopes for category in categories)


class PauseStore(Protocol):
    """Where it is kept."""

    async def pauses(self) -> Pauses: ...
    async def apply(self, switches: Iterable[LinkingSwitch]) -> None: ...


class NeverPaused:
    """Where nobody can pause: measuring, and whoever runs the matcher alone."""

    async def pauses(self) -> Pauses:
        return Pauses()
