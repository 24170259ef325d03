"""Leases of sources, fenced, and the states they guard; an adapter implements the store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ingest.sources.polling.source_state import SourceState
from newsroom.events.sources import SourceSilent


@dataclass(frozen=True, slots=True)
class LeaseRequest:
    """A source to be polled: one poll at a time for each name, and one for each host."""

    name: str
    host: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Lease:
    """The lease of a source. `token` is the fencing token: it fences off any earlier holder."""

    request: LeaseRequest
    token: int
    state: SourceState


@dataclass(frozen=True, slots=True)
class LeaseStatus:
    """A source as it is in the store; `holder` polls it now. `due_ms` is in milliseconds since 1970."""

    due_ms: int
    fingerprint: str
    holder: str | None

    def is_due(self, fingerprint: str, now: datetime) -> bool:
        return self.fingerprint != fingerprint or self.due_ms <= now.timestamp() * 1000


class SourceStore(Protocol):
    """Calls raise StoreUnavailableError."""

    async def lease_statuses(self, names: Sequence[str]) -> Mapping[str, LeaseStatus]:
        """As much as shows which are due; asked for often."""
        ...

    async def states(self, names: Sequence[str]) -> Mapping[str, SourceState]:
        """The states, whole."""
        ...

    async def acquire(self, request: LeaseRequest, now: datetime) -> Lease | None:
        """The lease, where the source is due and nobody else has it or asks its host."""
        ...

    async def renew(self, lease: Lease) -> bool:
        """Whether the lease is still ours, and now for longer."""
        ...

    async def release(self, lease: Lease) -> bool:
        """Gives the lease back; False where it is another's."""
        ...

    async def save(self, lease: Lease, state: SourceState) -> bool:
        """Writes the state and gives the lease back; False, and nothing written, where it is another's."""
        ...

    async def emit_silence(self, silence: SourceSilent) -> None:
        """Emits the event, once."""
        ...
