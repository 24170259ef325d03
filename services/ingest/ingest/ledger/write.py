"""The ledger: who sent what, when and from where, as it was, and what became of it."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import structlog

from ingest.access.keys import Sender
from ingest.articles.planning import Answer
from ingest.formats.document import Document
from newsroom.events.catalogue import DOCUMENT_RECEIVED
from newsroom.events.documents import DocumentReceived, JoinedName, Raw, Receipt, document_id
from newsroom.http.problems import ProblemError
from newsroom.runtime.clock import Clock

_log = structlog.get_logger(__name__)
Compress = Callable[[bytes], bytes]
REFUSED = "refused"
# Compressing as much takes about as long as the loop may be kept.
_LARGE = 100_000
_LARGEST_KEPT = 12_000_000  # bytes, packed: MongoDB takes documents of 16 MB


class Documents(Protocol):
    """The stream of what was received. Calls raise StoreUnavailableError; what they append is on disk."""

    async def append(self, document_id: str, encoded: bytes) -> None: ...


@dataclass(frozen=True, slots=True)
class Arrival:
    """One request or fetched document: its name from here on, when, by whom."""

    id: str
    at: datetime
    sender: Sender
    traceparent: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """Writes the ledger. Calls raise StoreUnavailableError."""

    documents: Documents
    compress: Compress
    clock: Clock

    def arrival(self, sender: Sender, traceparent: str) -> Arrival:
        """Something has come."""
        now = self.clock.now()
        return Arrival(document_id(now), now, sender, traceparent)

    async def raw(self, document: Document, sender: Sender) -> Raw | None:
        """A document as it is kept; None where it is too large to be, packed as it is."""
        content = document.content
        if len(content) > _LARGE:
            packed = await asyncio.to_thread(self.compress, content)
        else:
            packed = self.compress(content)
        if len(packed) > _LARGEST_KEPT:
            _log.warning("not kept as it was sent", bytes=len(document.content), url=document.url)
            return None
        return Raw(
            content=packed,
            media_type=document.media_type,
            charset=document.charset,
            url=document.url,
            name=document.name,
            source=document.source,
            scope=None if sender.sources is None else tuple(sorted(sender.sources)),
        )

    async def keep(self, arrival: Arrival, kind: str, raw: Raw | None, size: int) -> None:
        """Keeps what came, before anything is made of it."""
        await self._say(arrival, _said(arrival, kind, size=size, raw=raw))

    async def settle(
        self,
        arrival: Arrival,
        kind: str,
        answers: Sequence[Answer | ProblemError],
        sources: Iterable[str] = (),
        *,
        joined: Iterable[JoinedName] = (),
        raw: Raw | None = None,
        size: int = 0,
    ) -> None:
        """Says what became of each article."""
        receipts, named = tuple(map(_receipt, answers)), tuple(sorted(set(sources)))
        said = _said(
            arrival, kind, size=size, raw=raw, sources=named, receipts=receipts, joined=tuple(joined)
        )
        await self._say(arrival, said)

    async def _say(self, arrival: Arrival, said: DocumentReceived) -> None:
        event = DOCUMENT_RECEIVED.event(said, time=arrival.at, traceparent=arrival.traceparent)
        await self.documents.append(arrival.id, DOCUMENT_RECEIVED.encode(event))


def _said(
    arrival: Arrival,
    kind: str,
    *,
    size: int,
    raw: Raw | None,
    sources: tuple[str, ...] = (),
    receipts: tuple[Receipt, ...] | None = None,
    joined: tuple[JoinedName, ...] = (),
) -> DocumentReceived:
    return DocumentReceived(
        id=arrival.id,
        received_at=arrival.at,
        sender=arrival.sender.name,
        key_id=arrival.sender.key_id,
        address=arrival.sender.address,
        format=kind,
        size=size,
        raw=raw,
        sources=sources,
        receipts=receipts,
        joined=joined,
    )


def _receipt(answer: Answer | ProblemError) -> Receipt:
    if isinstance(answer, ProblemError):
        return Receipt(status=REFUSED, problem=answer.detail)
    return Receipt(id=answer.id, revision=answer.revision, status=answer.status)
