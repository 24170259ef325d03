"""The use case of a post: read, decide, write if nothing changed meanwhile, else again."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from ingest.articles.decide import Submission
from ingest.articles.planning import Answer, Plan, Planner, Snapshot
from ingest.articles.ports import Articles, Written
from ingest.articles.refusals import contended, refusal
from newsroom.events.articles import ArticleRevision
from newsroom.http.problems import ProblemError
from newsroom.runtime import metrics
from newsroom.runtime.clock import Clock

_log = structlog.get_logger(__name__)
# Another replica, or another request, may change an article in between, but not so often in a row.
ATTEMPTS = 20
# Above so many bytes a batch would keep the loop from other requests for longer than some 5 ms.
LARGE = 50_000


@dataclass(frozen=True, slots=True)
class _Planned:
    """A plan, with the answers to the posts that it settles."""

    plan: Plan
    answers: Mapping[int, Answer | ProblemError]


@dataclass(frozen=True, slots=True)
class Posting:
    """Takes articles in. An answer is a promise: what it says is on disk."""

    articles: Articles
    planner: Planner
    clock: Clock

    async def post(
        self, posts: Sequence[Submission], traceparent: str, *, dry_run: bool = False
    ) -> list[Answer | ProblemError]:
        """One answer for each post, in order; posts of one article are taken in their order.

        With `dry_run` it is what would be answered, and nothing is written. Raises StoreUnavailableError.
        """
        answers: dict[int, Answer | ProblemError] = {}
        waiting = dict(enumerate(posts))
        for _ in range(ATTEMPTS):
            if not waiting:
                break
            for index, answer in (await self._attempt(waiting, traceparent, dry_run)).items():
                answers[index] = answer
                del waiting[index]
        return [answers.get(index) or contended() for index in range(len(posts))]

    async def _attempt(
        self, waiting: Mapping[int, Submission], traceparent: str, dry_run: bool
    ) -> dict[int, Answer | ProblemError]:
        """Answers to those that were not overtaken."""
        snapshots = await self.articles.read({post.draft.id for post in waiting.values()})
        now = self.clock.now()
        if sum(post.size for post in waiting.values()) > LARGE:
            planned = await asyncio.to_thread(self._plan, waiting, snapshots, now, traceparent)
        else:
            planned = self._plan(waiting, snapshots, now, traceparent)
        if dry_run:
            return {index: answer for one in planned for index, answer in one.answers.items()}
        changing = [one for one in planned if one.plan.changes]
        written = await self.articles.write([one.plan for one in changing])
        answers = {i: answer for one in planned if not one.plan.changes for i, answer in one.answers.items()}
        for one, outcome in zip(changing, written, strict=True):
            answers |= _settled(one, outcome)
        return answers

    def _plan(
        self,
        waiting: Mapping[int, Submission],
        snapshots: Mapping[str, Snapshot],
        now: datetime,
        traceparent: str,
    ) -> list[_Planned]:
        indexes: dict[str, list[int]] = defaultdict(list)
        for index, post in waiting.items():
            indexes[post.draft.id].append(index)
        planned: list[_Planned] = []
        for article_id, own in indexes.items():
            posts = [waiting[index] for index in own]
            plan, answers = self.planner.plan(
                article_id, snapshots[article_id], posts, now=now, traceparent=traceparent
            )
            planned.append(_Planned(plan, dict(zip(own, answers, strict=True))))
        return planned


def _flag(doubted: ArticleRevision) -> None:
    """Tells that an article does not seem to be in its language; it is taken all the same."""
    metrics.LANGUAGES_DOUBTED.labels(source=doubted.source).inc()
    said, seems = doubted.language, doubted.language_doubt
    _log.warning("language doubted", article=doubted.id, source=doubted.source, said=said, seems=seems)


def _settled(one: _Planned, outcome: Written) -> dict[int, Answer | ProblemError]:
    """The answers that hold now; none where another's write came first."""
    match outcome:
        case Written.DONE:
            if one.plan.doubted is not None:
                _flag(one.plan.doubted)
            return dict(one.answers)
        case Written.OVERTAKEN:
            return {}
        case Written.NO_MEMORY | Written.NO_NUMBERS:
            problem = refusal(outcome)
            return {
                index: answer if isinstance(answer, ProblemError) else problem
                for index, answer in one.answers.items()
            }
