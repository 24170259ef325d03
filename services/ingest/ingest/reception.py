"""From articles as they were sent to an answer for each."""

import asyncio
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from ingest.checking import Checked, Checker, batches
from ingest.decision import Submission
from ingest.formats.document import Document, Withdrawal
from ingest.formats.kinds import Format
from ingest.formats.reading import Reading, read
from ingest.keys import Sender
from ingest.ledger import REFUSED, Arrival, Ledger
from ingest.lines import Line
from ingest.naming import Naming
from ingest.planning import Answer
from ingest.posting import LARGE, Posting
from ingest.rates import RateLimit, too_many
from ingest.refusals import unavailable
from ingest.state import Hold
from ingest.stores import StoreAwayError
from ingest.watch import Watch
from ingest.withdrawing import Act, Withdrawing
from newsroom.events.documents import Raw
from newsroom.runtime import metrics
from newsroom.runtime.problems import ProblemError

UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Received:
    """A document that was read and is kept."""

    arrival: Arrival
    reading: Reading


@dataclass(frozen=True, slots=True)
class _Taken:
    """Answers in order, and the sources they are about."""

    answers: list[Answer | ProblemError]
    sources: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Reception:
    """Reads articles and takes them in, as long as Redis keeps what it answers."""

    checker: Checker
    posting: Posting
    watch: Watch
    withdrawing: Withdrawing
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
        if document.source is None and sender.sources is not None and len(sender.sources) == 1:
            document = replace(document, source=next(iter(sender.sources)))
        arrival = self.ledger.arrival(sender, traceparent)
        raw, size = await self.ledger.raw(document, sender), len(document.content)
        try:
            reading = await asyncio.to_thread(read, document)
        except ProblemError as unreadable:
            await self._settled(arrival, UNREADABLE, _Taken([unreadable]), raw=raw, size=size)
            raise
        await self._kept(arrival, reading.format, raw, size)
        return Received(arrival, reading)

    async def receive_reading(self, received: Received) -> list[Answer | ProblemError]:
        """An answer to each article that was read, in order."""
        arrival, reading = received.arrival, received.reading
        checked = await asyncio.to_thread(self.checker.articles, reading.articles, arrival)
        sources = {one.draft.source for one in checked if isinstance(one, Submission)}
        answers = await self.take(await self._limited(checked, arrival.sender), arrival)
        return await self._settled(arrival, reading.format, _Taken(answers, sources))

    async def take(
        self, checked: Sequence[Checked], arrival: Arrival, *, dry_run: bool = False
    ) -> list[Answer | ProblemError]:
        """An answer to each, in order; with `dry_run` what it would be, and nothing is written."""
        answers: list[Answer | ProblemError] = []
        for batch in batches(checked):
            answers += await self._take_batch(batch, arrival, dry_run=dry_run)
        return answers

    async def _take_lines(self, lines: Sequence[Line], arrival: Arrival) -> _Taken:
        if sum(len(line) for line in lines if isinstance(line, bytes)) > LARGE:
            read = await asyncio.to_thread(self.checker.lines, lines, arrival)
        else:
            read = self.checker.lines(lines, arrival)
        limited = await self._limited(read, arrival.sender)
        posts = [one for one in limited if isinstance(one, Submission)]
        answers = iter(await self._take(posts, arrival.traceparent))
        return _Taken(
            [one if isinstance(one, ProblemError) else next(answers) for one in limited],
            {post.draft.source for post in posts},
        )

    async def _take_batch(
        self, batch: Sequence[Checked], arrival: Arrival, *, dry_run: bool
    ) -> Sequence[Answer | ProblemError]:
        """Answers to neighbours of one kind."""
        match batch[0]:
            case Submission():
                posts = [one for one in batch if isinstance(one, Submission)]
                return await self._take(posts, arrival.traceparent, dry_run=dry_run)
            case Withdrawal():
                withdrawals = [one for one in batch if isinstance(one, Withdrawal)]
                return [await self._withdraw(one, arrival, dry_run=dry_run) for one in withdrawals]
            case ProblemError():
                return [one for one in batch if isinstance(one, ProblemError)]

    async def _kept(self, arrival: Arrival, kind: str, raw: Raw, size: int) -> None:
        """Keeps what came. Raises ProblemError while that cannot be done."""
        try:
            self.watch.check()
            await self.ledger.keep(arrival, kind, raw, size)
        except StoreAwayError as away:
            raise unavailable(str(away)) from away

    async def _settled(
        self, arrival: Arrival, kind: str, taken: _Taken, *, raw: Raw | None = None, size: int = 0
    ) -> list[Answer | ProblemError]:
        """The answers, once the ledger has them; where it cannot, all are to be sent again."""
        try:
            await self.ledger.settle(arrival, kind, taken.answers, taken.sources, raw=raw, size=size)
        except StoreAwayError as away:
            return _counted([unavailable(str(away))] * len(taken.answers))
        return _counted(taken.answers)

    async def _limited(self, checked: Sequence[Checked], sender: Sender) -> list[Checked]:
        """Those that the sender's limit lets in, the first first; the rest is refused."""
        wanted = [index for index, one in enumerate(checked) if not isinstance(one, ProblemError)]
        try:
            grant = await self.rates.take(sender, len(wanted))
        except StoreAwayError as away:
            return [one if isinstance(one, ProblemError) else unavailable(str(away)) for one in checked]
        limited = list(checked)
        for index in wanted[grant.granted :]:
            limited[index] = too_many(grant)
        return limited

    async def _withdraw(
        self, withdrawal: Withdrawal, arrival: Arrival, *, dry_run: bool
    ) -> Answer | ProblemError:
        naming = Naming(source=withdrawal.source, source_id=withdrawal.source_id, reason=withdrawal.reason)
        act = Act(naming, arrival.sender, arrival.traceparent, _hold_of(withdrawal))
        try:
            self.watch.check()
            return await self.withdrawing.withdraw(act, dry_run=dry_run)
        except ProblemError as refused:
            return refused
        except StoreAwayError as away:
            return unavailable(str(away))

    async def _take(
        self, posts: Sequence[Submission], traceparent: str, *, dry_run: bool = False
    ) -> Sequence[Answer | ProblemError]:
        try:
            self.watch.check()
            return await self.posting.post(posts, traceparent, dry_run=dry_run)
        except ProblemError as refused:
            return [refused] * len(posts)
        except StoreAwayError as away:
            return [unavailable(str(away))] * len(posts)


def _counted(answers: Iterable[Answer | ProblemError]) -> list[Answer | ProblemError]:
    counted = list(answers)
    for answer in counted:
        status = REFUSED if isinstance(answer, ProblemError) else answer.status
        metrics.ARTICLES_RECEIVED.labels(status=status).inc()
    return counted


def _hold_of(withdrawal: Withdrawal) -> Hold | None:
    """Until when it is withdrawn; None for good, also where nobody could tell what is newer."""
    if not withdrawal.until_newer or (withdrawal.version is None and withdrawal.modified_at is None):
        return None
    return Hold(version=withdrawal.version, modified_at=withdrawal.modified_at)
