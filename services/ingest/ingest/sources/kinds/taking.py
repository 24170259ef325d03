"""From a document of a source to its articles on disk, by the same way as a post."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from ingest.access.keys import Sender
from ingest.articles.planning import Answer
from ingest.formats.document import Document, Read
from ingest.pipeline.reception import Received
from ingest.sources.config.models import Common
from ingest.sources.config.secrets import Secrets
from ingest.sources.kinds.rules import Rules
from ingest.sources.polling.visit import Taken, taken_of
from newsroom.http.problems import ProblemError
from newsroom.runtime.traceparent import traceparent


class Receiving(Protocol):
    """As much of `ingest.reception.Reception` as sources need."""

    async def read_document(self, document: Document, sender: Sender, traceparent: str) -> Received:
        """What a document says, which is kept. Raises ProblemError."""
        ...

    async def receive_reading(self, received: Received) -> list[Answer | ProblemError]:
        """An answer to each article that was read, in order."""
        ...


@dataclass(frozen=True, slots=True)
class Taking:
    """Takes in one source's documents."""

    reception: Receiving
    source: Common
    rules: Rules
    secrets: Secrets

    async def read(self, document: Document) -> Received:
        """What a document says, by the source's rules. Raises ProblemError."""
        owner = self.source.owner
        # It has no key, so no key's limit: how often it is asked is ours to decide.
        sender = Sender(frozenset({owner}), name=f"source {self.source.name}", per_minute=0)
        # What is kept of it names no secret, and nothing in an adapter hangs on one.
        url = document.url and self.secrets.hidden(document.url)
        document = replace(document, source=owner, url=url)
        received = await self.reception.read_document(document, sender, traceparent(None))
        ruled = await asyncio.to_thread(self.rules.apply, received.reading.articles)
        return _with(received, ruled)

    async def take(self, received: Received, articles: Sequence[Read] | None = None) -> Taken:
        """Takes what was read in, or instead of it `articles`, which came of it."""
        chosen = received if articles is None else _with(received, articles)
        return taken_of(await self.reception.receive_reading(chosen))

    async def take_document(self, document: Document) -> Taken:
        """Reads and takes; what cannot be read is refused as a whole."""
        try:
            received = await self.read(document)
        except ProblemError as unreadable:
            return taken_of([unreadable])
        return await self.take(received)


def _with(received: Received, articles: Sequence[Read]) -> Received:
    return replace(received, reading=replace(received.reading, articles=tuple(articles)))
