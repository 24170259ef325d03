"""Handler of received documents: a consumer group of its own, so that no article waits for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from newsroom.events.documents import DocumentReceived
from newsroom.events.envelope import Event
from newsroom.streams.publisher import Emission


@dataclass(frozen=True, slots=True)
class RetainedDocument:
    """A received document, and until when its receipt and its raw form are kept; None is for ever."""

    document: DocumentReceived
    until: datetime | None
    raw_until: datetime | None


class Receipts(Protocol):
    """Store of receipts. Writing the same again changes nothing."""

    async def keep(self, retained: Sequence[RetainedDocument]) -> None: ...


@dataclass(frozen=True, slots=True)
class ReceiptHandler:
    """Keeps receipts for `days`, raw documents for `raw_days`; 0 is for ever."""

    receipts: Receipts
    days: float
    raw_days: float

    async def keep(self, events: Sequence[Event[DocumentReceived]]) -> Sequence[Emission]:
        """Emits nothing."""
        await self.receipts.keep([self._retained(event.data) for event in events])
        return ()

    def _retained(self, document: DocumentReceived) -> RetainedDocument:
        received_at = document.received_at
        return RetainedDocument(document, _until(received_at, self.days), _until(received_at, self.raw_days))


def _until(received_at: datetime, days: float) -> datetime | None:
    return received_at + timedelta(days=days) if days else None
