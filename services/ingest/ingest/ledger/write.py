"""Entries of the ledger: sender, instant and address of each document, raw, and its articles' outcomes."""

import asyncio
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Protocol

import structlog
import zstandard

from ingest.access.keys import Sender
from ingest.articles.commands import Outcome
from ingest.formats.document import Document
from newsroom.events.catalogue import DOCUMENT_RECEIVED
from newsroom.events.documents import DocumentReceived, JoinedName, Raw, Receipt, document_id
from newsroom.http.problems import ProblemError
from newsroom.runtime.clock import Clock

_log = structlog.get_logger(__name__)
REFUSED = "refused"
_LEVEL = 1  # the quickest: at twice the size of the best it costs a tenth
_LARGEST = 100_000_000  # bytes, once unpacked: above every limit of what is taken
# Compressing as much takes about as long as the loop may be kept.
_LARGE = 100_000
_MANY = 500  # receipts: encoding more would keep the loop from other requests
BEGINNING = 64_000  # bytes, that are kept of a document beyond a limit
_LARGEST_KEPT = 12_000_000  # bytes, packed: MongoDB takes documents of 16 MB
_own = threading.local()  # a compressor serves one thread at a time, and making one is dear


class DocumentStream(Protocol):
    """The stream `document-received`. Calls raise StoreUnavailableError; what they append is on disk."""

    async def append(self, document_id: str, encoded: bytes) -> None: ...

    async def add_kept(self, sender: str, day: date, size: int) -> int:
        """Adds to the bytes that were kept of a sender on a day; all of them."""
        ...


@dataclass(frozen=True, slots=True)
class Arrival:
    """One request or fetched document: its id from here on, its instant and its sender.

    `raw` is the document as it is kept, where it is not in the ledger yet; `size` is in bytes.
    """

    id: str
    at: datetime
    sender: Sender
    traceparent: str
    raw: Raw | None = None
    size: int = 0


@dataclass(frozen=True, slots=True)
class Ledger:
    """Writes the ledger. Calls raise StoreUnavailableError."""

    documents: DocumentStream
    clock: Clock
    daily_bytes: int = 0  # that a sender's documents are kept whole with; 0 is no limit

    async def arrival(self, document: Document, sender: Sender, traceparent: str) -> Arrival:
        """The arrival of a document, now, with the document as it is kept."""
        now, content = self.clock.now(), document.content
        if await self._is_within_budget(sender, now, len(content)):
            packed = (
                await asyncio.to_thread(compressed, content) if len(content) > _LARGE else compressed(content)
            )
            if len(packed) <= _LARGEST_KEPT:
                raw = _raw(document, sender, packed)
                return Arrival(document_id(now), now, sender, traceparent, raw, len(content))
        _log.warning("ledger.document_too_large", bytes=len(content), url=document.url, sender=sender.name)
        digest = await asyncio.to_thread(lambda: sha256(content).hexdigest())
        beginning = _raw(document, sender, compressed(content[:BEGINNING]), digest)
        return Arrival(document_id(now), now, sender, traceparent, beginning, len(content))

    async def _is_within_budget(self, sender: Sender, now: datetime, size: int) -> bool:
        if not self.daily_bytes or size <= BEGINNING:
            return True
        return await self.documents.add_kept(sender.label, now.date(), size) <= self.daily_bytes

    async def keep(self, arrival: Arrival, kind: str, page_named: Iterable[str] = ()) -> Arrival:
        """Enters a document of that format before anything is made of it; the arrival without its raw."""
        entry = _entry(arrival, kind, page_named=page_named)
        await self.documents.append(arrival.id, _encoded(arrival, entry))
        return replace(arrival, raw=None, size=0)

    async def record(
        self,
        arrival: Arrival,
        kind: str,
        outcomes: Sequence[Outcome],
        sources: Iterable[str] = (),
        *,
        joined: Iterable[JoinedName] = (),
        page_named: Iterable[str] = (),
    ) -> None:
        """Enters the outcome of each article, and the document where that is not entered yet."""
        named, aliases = tuple(sorted(set(sources))), tuple(joined)

        def encoded() -> bytes:
            # One refusal may stand for many.
            known = {
                id(outcome): _receipt(outcome) for outcome in {id(own): own for own in outcomes}.values()
            }
            receipts = tuple(known[id(outcome)] for outcome in outcomes)
            return _encoded(arrival, _entry(arrival, kind, named, receipts, aliases, page_named))

        entry = await asyncio.to_thread(encoded) if len(outcomes) > _MANY else encoded()
        await self.documents.append(arrival.id, entry)


def _encoded(arrival: Arrival, entry: DocumentReceived) -> bytes:
    event = DOCUMENT_RECEIVED.event(entry, time=arrival.at, traceparent=arrival.traceparent)
    return DOCUMENT_RECEIVED.encode(event)


def compressed(content: bytes) -> bytes:
    """Compresses by zstd; releases the interpreter's lock meanwhile."""
    if not hasattr(_own, "compressor"):
        _own.compressor = zstandard.ZstdCompressor(level=_LEVEL)
    packed: bytes = _own.compressor.compress(content)
    return packed


def uncompressed(packed: bytes) -> bytes:
    """Undoes `compressed`. Raises ValueError where it is not what that gave."""
    try:
        return zstandard.ZstdDecompressor().decompress(packed, max_output_size=_LARGEST)
    except zstandard.ZstdError as error:
        raise ValueError(f"not to be unpacked: {error}") from error


def _raw(document: Document, sender: Sender, packed: bytes, digest: str | None = None) -> Raw:
    return Raw(
        content=packed,
        sha256=digest,
        media_type=document.media_type,
        charset=document.charset,
        url=document.url,
        name=document.name,
        source=document.source,
        scope=None if sender.sources is None else tuple(sorted(sender.sources)),
    )


def _entry(
    arrival: Arrival,
    kind: str,
    sources: tuple[str, ...] = (),
    receipts: tuple[Receipt, ...] | None = None,
    joined: tuple[JoinedName, ...] = (),
    page_named: Iterable[str] = (),
) -> DocumentReceived:
    return DocumentReceived(
        id=arrival.id,
        received_at=arrival.at,
        sender=arrival.sender.name,
        key_id=arrival.sender.key_id,
        address=arrival.sender.address,
        format=kind,
        size=arrival.size,
        raw=arrival.raw,
        sources=sources,
        receipts=receipts,
        joined=joined,
        page_named=tuple(sorted(page_named)),
    )


def _receipt(outcome: Outcome) -> Receipt:
    if isinstance(outcome, ProblemError):
        return Receipt(status=REFUSED, problem=outcome.detail)
    return Receipt(id=outcome.id, revision=outcome.revision, status=outcome.status, problem=outcome.reason)
