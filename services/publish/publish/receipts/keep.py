"""What ingest received, kept for the audit and for better adapters; a group of its own, so nobody waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from newsroom.events.documents import DocumentReceived
from newsroom.events.envelope import Event
from newsroom.streams.publisher import Emission


@dataclass(frozen=True, slots=True)
class Kept:
    """What was received, and until when it and what was sent in it are kept; None is for ever."""

    document: DocumentReceived
    until: datetime | None
    raw_until: datetime | None


class Receipts(Protocol):
    """Where it is kept. Writing the same again changes nothing."""

    async def keep(self, kept: Sequence[Kept]) -> None: ...


@dataclass(frozen=True, slots=True)
class Bookkeeper:
    """Keeps what was received: for so many days, 0 is for ever."""

    receipts: Receipts
    days: float
    raw_days: float

    async def keep(self, events: Sequence[Event[DocumentReceived]]) -> Sequence[Emission]:
        """Emits nothing."""
        documents = [event.data for event in events]
        await self.receipts.keep(
            [
                Kept(one, _until(one.received_at, self.days), _until(one.received_at, self.raw_days))
                for one in documents
            ]
        )
        return ()


def _until(received_at: datetime, days: float) -> datetime | None:
    return received_at + timedelta(days=days) if days else None
