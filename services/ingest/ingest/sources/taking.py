"""From a document of a source to its articles on disk, by the same way as a post."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from ingest.formats.document import Document, Read
from ingest.formats.reading import Reading
from ingest.keys import Sender
from ingest.planning import Answer
from ingest.sources.rules import Rules
from ingest.sources.visit import NOTHING_TAKEN, Taken, taken_of
from ingest.traceparent import traceparent
from newsroom.runtime.problems import ProblemError


class Receiving(Protocol):
    """As much of `ingest.reception.Reception` as sources need."""

    async def read_document(self, document: Document, sender: Sender) -> Reading:
        """What a document says. Raises ProblemError."""
        ...

    async def receive_reading(
        self, reading: Reading, sender: Sender, traceparent: str
    ) -> list[Answer | ProblemError]:
        """An answer to each article that was read, in order."""
        ...


@dataclass(frozen=True, slots=True)
class Taking:
    """Takes in one source's documents."""

    reception: Receiving
    owner: str
    rules: Rules

    async def read(self, document: Document) -> Reading:
        """What a document says, by the source's rules. Raises ProblemError."""
        reading = await self.reception.read_document(replace(document, source=self.owner), self._sender)
        return await asyncio.to_thread(self._ruled, reading)

    async def take(self, reading: Reading, articles: Sequence[Read] | None = None) -> Taken:
        """Takes what was read in, or instead of it `articles`, which came of it."""
        chosen = reading if articles is None else replace(reading, articles=tuple(articles))
        if not chosen.articles:
            return NOTHING_TAKEN
        answers = await self.reception.receive_reading(chosen, self._sender, traceparent(None))
        return taken_of(answers)

    async def take_document(self, document: Document) -> Taken:
        """Reads and takes; what cannot be read is refused as a whole."""
        try:
            reading = await self.read(document)
        except ProblemError as unreadable:
            return taken_of([unreadable])
        return await self.take(reading)

    @property
    def _sender(self) -> Sender:
        return Sender(frozenset({self.owner}))

    def _ruled(self, reading: Reading) -> Reading:
        return replace(reading, articles=self.rules.apply(reading.articles))
