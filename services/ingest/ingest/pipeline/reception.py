"""From what was sent to an answer for each article in it: kept, read, checked, limited, taken, entered."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ingest.access.keys import Sender
from ingest.access.rate_limit import RateLimit, too_many
from ingest.articles.planning import Answer
from ingest.articles.posting import LARGE
from ingest.articles.refusals import unavailable
from ingest.formats.document import Document
from ingest.formats.kinds import Format
from ingest.formats.read import Reading, read
from ingest.ledger.write import REFUSED, Arrival, Ledger
from ingest.pipeline.checking import Checked, Checker
from ingest.pipeline.lines import Line
from ingest.pipeline.taking import Manner, Taken, Taking
from newsroom.events.documents import Raw
from newsroom.http.problems import ProblemError
from newsroom.runtime import metrics
from newsroom.stores.errors import StoreUnavailableError

UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Received:
    """A document that was read and is kept."""

    arrival: Arrival
    reading: Reading


@dataclass(frozen=True, slots=True)
class Reception:
    """Receives articles and documents, and enters into the ledger what became of them."""

    checker: Checker
    taking: Taking
    rates: RateLimit
    ledger: Ledger

    async def receive(
        self, lines: Sequence[Line], sender: Sender, traceparent: str
    ) -> list[Answer | ProblemError]:
        """An answer to each, in order; never raises for what was sent, nor while a store is away."""
        arrival = self.ledger.arrival(sender, traceparent)
        content = b"\n".join(line for line in lines if isinstance(line, bytes))
        taken, raw = await asyncio.gather(
            self._take_lines(lines, arrival), self.ledger.raw(Document(content), sender)
        )
        return await self._settled(arrival, Format.NATIVE, taken, raw=raw, size=len(content))

    async def receive_document(
        self, document: Document, sender: Sender, traceparent: str
    ) -> list[Answer | ProblemError]:
        """An answer to each article of a document, in order; one problem where nothing of it can be read."""
        try:
            received = await self.read_document(document, sender, traceparent)
        except ProblemError as unreadable:
            return [unreadable]
        return await self.receive_reading(received)

    async def read_document(self, document: Document, sender: Sender, traceparent: str) -> Received:
        """What a document says; it is kept before anything is made of it. Raises ProblemError.

        A key for one source alone names the source.
        """
        document = replace(document, languages=self.checker.reader.languages)
        if document.source is None and sender.sources is not None and len(sender.sources) == 1:
            document = replace(document, source=next(iter(sender.sources)))
        arrival = self.ledger.arrival(sender, traceparent)
        raw, size = await self.ledger.raw(document, sender), len(document.content)
        try:
            reading = await asyncio.to_thread(read, document)
        except ProblemError as unreadable:
            await self._settled(arrival, UNREADABLE, Taken([unreadable]), raw=raw, size=size)
            raise
        await self._kept(arrival, reading.format, raw, size)
        return Received(arrival, reading)

    async def receive_reading(self, received: Received) -> list[Answer | ProblemError]:
        """An answer to each article that was read, in order."""
        arrival, reading = received.arrival, received.reading
        checked = await asyncio.to_thread(self.checker.articles, reading.articles, arrival)
        limited = await self._limited(checked, arrival.sender)
        taken = await self.taking.take(limited, Manner(arrival, reading.format))
        return await self._settled(arrival, reading.format, taken)

    async def _take_lines(self, lines: Sequence[Line], arrival: Arrival) -> Taken:
        checked: Sequence[Checked]
        if sum(len(line) for line in lines if isinstance(line, bytes)) > LARGE:
            checked = await asyncio.to_thread(self.checker.lines, lines, arrival)
        else:
            checked = self.checker.lines(lines, arrival)
        limited = await self._limited(checked, arrival.sender)
        return await self.taking.take(limited, Manner(arrival, Format.NATIVE))

    async def _kept(self, arrival: Arrival, kind: str, raw: Raw | None, size: int) -> None:
        """Keeps what came. Raises ProblemError while that cannot be done."""
        try:
            self.taking.watch.check()
            await self.ledger.keep(arrival, kind, raw, size)
        except StoreUnavailableError as away:
            raise unavailable(str(away)) from away

    async def _settled(
        self, arrival: Arrival, kind: str, taken: Taken, *, raw: Raw | None = None, size: int = 0
    ) -> list[Answer | ProblemError]:
        """The answers, once the ledger has them; where it cannot, all are to be sent again."""
        try:
            await self.ledger.settle(
                arrival, kind, taken.answers, taken.sources, joined=taken.joined, raw=raw, size=size
            )
        except StoreUnavailableError as away:
            return _counted([unavailable(str(away))] * len(taken.answers))
        return _counted(taken.answers)

    async def _limited(self, checked: Sequence[Checked], sender: Sender) -> list[Checked]:
        """Those that the sender's limit lets in, the first first; the rest is refused."""
        wanted = [index for index, one in enumerate(checked) if not isinstance(one, ProblemError)]
        try:
            grant = await self.rates.take(sender, len(wanted))
        except StoreUnavailableError as away:
            return [one if isinstance(one, ProblemError) else unavailable(str(away)) for one in checked]
        limited = list(checked)
        for index in wanted[grant.granted :]:
            limited[index] = too_many(grant)
        return limited


def _counted(answers: Iterable[Answer | ProblemError]) -> list[Answer | ProblemError]:
    counted = list(answers)
    for answer in counted:
        status = REFUSED if isinstance(answer, ProblemError) else answer.status
        metrics.ARTICLES_RECEIVED.labels(status=status).inc()
    return counted
