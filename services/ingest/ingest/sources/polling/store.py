"""What polling needs of the store of sources; the adapter is it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ingest.sources.polling.source_state import SourceState
from newsroom.events.sources import SourceSilent


@dataclass(frozen=True, slots=True)
class Wanted:
    """A source to be polled: one poll at a time for each name, and one for each host."""

    name: str
    host: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Claim:
    """The lease of a source. `token` fences off whoever held it before."""

    wanted: Wanted
    token: int
    state: SourceState


@dataclass(frozen=True, slots=True)
class Look:
    """A source as it is in the store; `holder` polls it now. `due_ms` is in milliseconds since 1970."""

    due_ms: int
    fingerprint: str
    holder: str | None

    def is_due(self, fingerprint: str, now: datetime) -> bool:
        return self.fingerprint != fingerprint or self.due_ms <= now.timestamp() * 1000


class SourceStore(Protocol):
    """Calls raise StoreUnavailableError."""

    async def look(self, names: Sequence[str]) -> Mapping[str, Look]:
        """What tells which are due; asked for often."""
        ...

    async def states(self, names: Sequence[str]) -> Mapping[str, SourceState]:
        """All that is remembered."""
        ...

    async def claim(self, wanted: Wanted, now: datetime) -> Claim | None:
        """The lease, where the source is due and nobody else has it or asks its host."""
        ...

    async def renew(self, claim: Claim) -> bool:
        """Whether the lease is still ours, and now for longer."""
        ...

    async def release(self, claim: Claim) -> bool: ...

    async def save(self, claim: Claim, state: SourceState) -> bool:
        """Writes the state and gives the lease back; False, and nothing written, where it is another's."""
        ...

    async def say(self, silence: SourceSilent) -> None:
        """Emits the event, once."""
        ...
