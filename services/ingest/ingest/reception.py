"""From articles as they were sent to an answer for each."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from itertools import groupby, islice
from typing import TypeAlias

from ingest.decision import Submission
from ingest.drafts import DraftReader
from ingest.formats.document import Document, Read, Unreadable, Withdrawal
from ingest.formats.instants import plausible
from ingest.formats.reading import Reading, read
from ingest.keys import Sender
from ingest.lines import Line, TooLong
from ingest.naming import Naming
from ingest.planning import Answer
from ingest.posting import LARGE, Posting
from ingest.refusals import unavailable
from ingest.stores import StoreAwayError
from ingest.watch import Watch
from ingest.withdrawing import Act, Withdrawing
from newsroom.events.articles import ArticleDraft
from newsroom.runtime import metrics
from newsroom.runtime.problems import ProblemError

REFUSED = "refused"
_AT_ONCE = 200  # articles in one write
_Checked: TypeAlias = Submission | Withdrawal | ProblemError


@dataclass(frozen=True, slots=True)
class Reception:
    """Reads articles and takes them in, as long as Redis keeps what it answers."""

    reader: DraftReader
    posting: Posting
    watch: Watch
    withdrawing: Withdrawing
    article_limit: int

    async def receive(
        self, lines: Sequence[Line], sender: Sender, traceparent: str
    ) -> list[Answer | ProblemError]:
        """An answer to each, in order; never raises for what was sent, nor while a store is away."""
        if sum(len(line) for line in lines if isinstance(line, bytes)) > LARGE:
            read = await asyncio.to_thread(self._read_all, lines, sender)
        else:
            read = self._read_all(lines, sender)
        taken = iter(await self._take([one for one in read if isinstance(one, Submission)], traceparent))
        return _counted(one if isinstance(one, ProblemError) else next(taken) for one in read)

    async def receive_document(
        self, document: Document, sender: Sender, traceparent: str
    ) -> list[Answer | ProblemError]:
        """An answer to each article of a document, in order; one problem where nothing of it can be read."""
        try:
            reading = await self.read_document(document, sender)
        except ProblemError as unreadable:
            return _counted([unreadable])
        return await self.receive_reading(reading, sender, traceparent)

    async def read_document(self, document: Document, sender: Sender) -> Reading:
        """What a document says. A key for one source alone names it. Raises ProblemError."""
        if document.source is None and sender.sources is not None and len(sender.sources) == 1:
            document = replace(document, source=next(iter(sender.sources)))
        return await asyncio.to_thread(read, document)

    async def receive_reading(
        self, reading: Reading, sender: Sender, traceparent: str
    ) -> list[Answer | ProblemError]:
        """An answer to each article that was read, in order."""
        checked = await asyncio.to_thread(self._check_all, reading.articles, sender)
        answers: list[Answer | ProblemError] = []
        for batch in _batches(checked):
            first = batch[0]
            if isinstance(first, Submission):
                answers += await self._take(
                    [one for one in batch if isinstance(one, Submission)], traceparent
                )
            elif isinstance(first, Withdrawal):
                answers += [
                    await self._withdraw(one, sender, traceparent)
                    for one in batch
                    if isinstance(one, Withdrawal)
                ]
            else:
                answers += [one for one in batch if isinstance(one, ProblemError)]
        return _counted(answers)

    async def _withdraw(
        self, withdrawal: Withdrawal, sender: Sender, traceparent: str
    ) -> Answer | ProblemError:
        naming = Naming(source=withdrawal.source, source_id=withdrawal.source_id, reason=withdrawal.reason)
        try:
            self.watch.check()
            return await self.withdrawing.withdraw(Act(naming, sender, traceparent))
        except ProblemError as refused:
            return refused
        except StoreAwayError as away:
            return unavailable(str(away))

    def _check_all(self, articles: Iterable[Read], sender: Sender) -> list[_Checked]:
        return [self._check(one, sender) for one in articles]

    def _check(self, one: Read, sender: Sender) -> _Checked:
        match one:
            case Unreadable(problem):
                return problem
            case Withdrawal():
                return one
        size = len(one.body or "") + len(one.body_html or "")
        if size > self.article_limit:
            return too_large(self.article_limit)
        try:
            return self.reader.submission(self._dated(one), sender, size)
        except ProblemError as refused:
            return refused

    def _dated(self, draft: ArticleDraft) -> ArticleDraft:
        """Without dates that lie ahead: they would stay on top, and make every later version stale."""
        now = self.posting.clock.now()
        dates = {
            "published_at": plausible(draft.published_at, now),
            "modified_at": plausible(draft.modified_at, now),
        }
        return draft.model_copy(update=dates)

    async def _take(self, posts: Sequence[Submission], traceparent: str) -> Sequence[Answer | ProblemError]:
        try:
            self.watch.check()
            return await self.posting.post(posts, traceparent)
        except ProblemError as refused:
            return [refused] * len(posts)
        except StoreAwayError as away:
            return [unavailable(str(away))] * len(posts)

    def _read_all(self, lines: Sequence[Line], sender: Sender) -> list[Submission | ProblemError]:
        return [self._read(line, sender) for line in lines]

    def _read(self, line: Line, sender: Sender) -> Submission | ProblemError:
        if isinstance(line, TooLong):
            return too_large(self.article_limit)
        try:
            return self.reader.read(line, sender)
        except ProblemError as refused:
            return refused


def _counted(answers: Iterable[Answer | ProblemError]) -> list[Answer | ProblemError]:
    counted = list(answers)
    for answer in counted:
        status = REFUSED if isinstance(answer, ProblemError) else answer.status
        metrics.ARTICLES_RECEIVED.labels(status=status).inc()
    return counted


def _batches(checked: Iterable[_Checked]) -> Iterator[list[_Checked]]:
    """Neighbours of one kind, in order: a withdrawal must not overtake an article, nor the other way."""
    for _, neighbours in groupby(checked, type):
        while batch := list(islice(neighbours, _AT_ONCE)):
            yield batch


def too_large(limit: int) -> ProblemError:
    return ProblemError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"An article may have up to {limit:,} bytes.")
