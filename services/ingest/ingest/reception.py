"""From articles as they were sent to an answer for each."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from ingest.decision import Submission
from ingest.drafts import DraftReader
from ingest.keys import Sender
from ingest.lines import Line, TooLong
from ingest.planning import Answer
from ingest.posting import LARGE, Posting
from ingest.refusals import unavailable
from ingest.stores import StoreAwayError
from ingest.watch import Watch
from newsroom.runtime import metrics
from newsroom.runtime.problems import ProblemError

REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Reception:
    """Reads articles and takes them in, as long as Redis keeps what it answers."""

    reader: DraftReader
    posting: Posting
    watch: Watch
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
        answers = [one if isinstance(one, ProblemError) else next(taken) for one in read]
        for answer in answers:
            status = REFUSED if isinstance(answer, ProblemError) else answer.status
            metrics.ARTICLES_RECEIVED.labels(status=status).inc()
        return answers

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


def too_large(limit: int) -> ProblemError:
    return ProblemError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"An article may have up to {limit:,} bytes.")
