"""What can be taken of what was sent: read, its sender's own, not too large, with dates that can be."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from itertools import groupby, islice
from typing import TypeAlias

from ingest.articles.decide import Submission
from ingest.content.categories import CategoryTable
from ingest.formats.document import Read, Unreadable, Withdrawal
from ingest.formats.values.instants import plausible
from ingest.ledger.write import Arrival
from ingest.pipeline.drafts import DraftReader
from ingest.pipeline.lines import Line, TooLong
from newsroom.events.articles import ArticleDraft
from newsroom.http.problems import ProblemError
from newsroom.runtime.clock import Clock

Checked: TypeAlias = Submission | Withdrawal | ProblemError
_AT_ONCE = 200  # articles in one write


@dataclass(frozen=True, slots=True)
class Checker:
    """Checks what was sent. CPU only; slow for many, so call it in a thread then."""

    reader: DraftReader
    categories: CategoryTable
    clock: Clock
    article_limit: int

    def lines(self, lines: Sequence[Line], arrival: Arrival) -> list[Submission | ProblemError]:
        """Articles in our own format, one a line."""
        return [self._line(line, arrival) for line in lines]

    def articles(self, articles: Iterable[Read], arrival: Arrival) -> list[Checked]:
        """What an adapter has read."""
        return [self._article(one, arrival) for one in articles]

    def _line(self, line: Line, arrival: Arrival) -> Submission | ProblemError:
        if isinstance(line, TooLong):
            return too_large(self.article_limit)
        try:
            return self.reader.read(line, arrival.sender, arrival.id)
        except ProblemError as refused:
            return refused

    def _article(self, one: Read, arrival: Arrival) -> Checked:
        match one:
            case Unreadable(problem):
                return problem
            case Withdrawal():
                return one
        size = len(one.body or "") + len(one.body_html or "")
        if size > self.article_limit:
            return too_large(self.article_limit)
        try:
            return self._filed(self.reader.submission(self._dated(one), arrival.sender, size, arrival.id))
        except ProblemError as refused:
            return refused

    def _filed(self, post: Submission) -> Submission:
        """Under our category; compared it is still as it was sent, so that a new table corrects nothing."""
        category = self.categories.slug(post.draft.category)
        if category == post.draft.category:
            return post
        return replace(post, draft=post.draft.model_copy(update={"category": category}))

    def _dated(self, draft: ArticleDraft) -> ArticleDraft:
        """Without dates that lie ahead: they would stay on top, and make every later version stale."""
        now = self.clock.now()
        dates = {
            "published_at": plausible(draft.published_at, now),
            "modified_at": plausible(draft.modified_at, now),
        }
        return draft.model_copy(update=dates)


def batches(checked: Iterable[Checked]) -> Iterator[list[Checked]]:
    """Neighbours of one kind, in order: a withdrawal must not overtake an article, nor the other way."""
    for _, neighbours in groupby(checked, type):
        while batch := list(islice(neighbours, _AT_ONCE)):
            yield batch


def too_large(limit: int) -> ProblemError:
    """The refusal of what is above a limit, in bytes."""
    return ProblemError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"An article may have up to {limit:,} bytes.")
