"""Intake of a source's documents: from a document to its articles on disk, by the same pipeline as a post."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol
from zoneinfo import ZoneInfo

import structlog

from ingest.access.keys import Sender
from ingest.articles.commands import Outcome
from ingest.formats.document import Document, DocumentPart
from ingest.formats.links import PageLinks, Sitemap
from ingest.pipeline.pipeline import Received
from ingest.reading.reader import DocumentReader, Harm, harmful
from ingest.sources.config.models import Common
from ingest.sources.config.secrets import Secrets
from ingest.sources.kinds.rules import Rules
from ingest.sources.polling.visit import Tally, tally_of
from newsroom.http.problems import ProblemError
from newsroom.runtime.traceparent import traceparent
from newsroom.stores.errors import StoreUnavailableError

_log = structlog.get_logger(__name__)


class DocumentPipeline(Protocol):
    """As much of `ingest.pipeline.pipeline.ArticlePipeline` as sources need."""

    @property
    def reader(self) -> DocumentReader: ...

    async def read_document(self, document: Document, sender: Sender, traceparent: str) -> Received:
        """A document, kept and parsed. Raises ProblemError."""
        ...

    async def set_aside(self, document: Document, sender: Sender, traceparent: str) -> None:
        """Keeps a document that met a fault of ours, as a dead letter."""
        ...

    async def ingest_document(self, received: Received) -> list[Outcome]:
        """An outcome for each part of a document that was read, in order."""
        ...


@dataclass(frozen=True, slots=True)
class SourceIntake:
    """Takes in one source's documents."""

    pipeline: DocumentPipeline
    source: Common
    rules: Rules
    secrets: Secrets

    async def read(self, document: Document) -> Received:
        """A document, kept, parsed, and changed by the source's rules. Raises ProblemError."""
        received = await self.pipeline.read_document(self._owned(document), self._sender(), traceparent(None))
        ruled = await asyncio.to_thread(self.rules.apply, received.parsed.parts)
        return _with(received, ruled)

    async def sitemap(self, document: Document) -> Sitemap:
        """The links of a sitemap; nothing is kept. Raises ProblemError."""
        return await self.pipeline.reader.sitemap(document, self._sender().label)

    async def links(self, document: Document, pattern: str) -> PageLinks:
        """The links of a page that have a form; nothing is kept. Raises ProblemError."""
        return await self.pipeline.reader.links(document, pattern, self._sender().label)

    async def ingest(self, received: Received, parts: Sequence[DocumentPart] | None = None) -> Tally:
        """Ingests what was read, or instead of it `parts`, which came of it."""
        chosen = received if parts is None else _with(received, parts)
        return tally_of(await self.pipeline.ingest_document(chosen))

    async def ingest_document(self, document: Document) -> Tally:
        """Reads and ingests; what cannot be read is refused as a whole.

        What meets a fault of ours is set aside, and the next is read. Raises StoreUnavailableError.
        """
        try:
            return await self.ingest(await self.read(document))
        except ProblemError as unreadable:
            return tally_of([unreadable])
        except StoreUnavailableError:
            raise
        except Exception:  # noqa: BLE001 - the edge of a document: one must not stop those behind it
            _log.exception("source.document_failed", source=self.source.name, name=document.name)
            await self.pipeline.set_aside(self._owned(document), self._sender(), traceparent(None))
            return tally_of([harmful(Harm.FAULT)])

    def _sender(self) -> Sender:
        # It has no key, so no key's limit: how often it is asked is ours to decide.
        return Sender(frozenset({self.source.owner}), name=f"source {self.source.name}")

    def _owned(self, document: Document) -> Document:
        # What is kept of it names no secret, and nothing in an adapter hangs on one.
        url = document.url and self.secrets.hidden(document.url)
        zone = ZoneInfo(self.source.timezone) if self.source.timezone else document.zone
        return replace(document, source=self.source.owner, url=url, zone=zone)


def _with(received: Received, parts: Sequence[DocumentPart]) -> Received:
    return replace(received, parsed=replace(received.parsed, parts=tuple(parts)))
