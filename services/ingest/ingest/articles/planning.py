"""What is to be written for one article: several posts of it chain, and are written as one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus

from ingest.articles.compose import Composer
from ingest.articles.decide import Answered, EmbargoRefused, Submission, decide
from ingest.articles.state import ArticleState, ContentEntry
from newsroom.events.articles import ArticleRevision
from newsroom.events.catalogue import ARTICLE_CREATED, ARTICLE_UPDATED
from newsroom.events.envelope import rfc3339
from newsroom.http.problems import FieldProblem, ProblemError
from newsroom.streams.publisher import Emission


@dataclass(frozen=True, slots=True)
class Answer:
    """What the sender is told of one article."""

    id: str
    revision: int
    status: Answered


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An article as it was read. `raw` is what a write is compared with, empty where there is nothing."""

    raw: bytes = b""
    state: ArticleState | None = None
    entry: ContentEntry | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The state an article reaches from `before`, and the events that say so, in order.

    `content_at` is the index of the event that holds the latest content, None where that stays as it is.
    `doubted` is the content whose language is, if it is.
    """

    article_id: str
    before: Snapshot
    state: ArticleState | None
    emissions: tuple[Emission, ...] = ()
    content_at: int | None = None
    doubted: ArticleRevision | None = None

    @property
    def changes(self) -> bool:
        """Whether there is anything to write."""
        return self.state != self.before.state

    def then(self, state: ArticleState, emission: Emission | None, *, is_content: bool = False) -> "Plan":
        """The plan with one more step."""
        if emission is None:
            return replace(self, state=state)
        content_at = len(self.emissions) if is_content else self.content_at
        return replace(self, state=state, emissions=(*self.emissions, emission), content_at=content_at)


@dataclass(frozen=True, slots=True)
class Planner:
    """Plans posts."""

    composer: Composer

    def plan(
        self,
        article_id: str,
        before: Snapshot,
        posts: Sequence[Submission],
        *,
        now: datetime,
        traceparent: str,
    ) -> tuple[Plan, list[Answer | ProblemError]]:
        """The plan for posts of one article, and an answer to each."""
        plan = Plan(article_id, before, before.state)
        answers: list[Answer | ProblemError] = []
        for post in posts:
            decision = decide(plan.state, post, now)
            if isinstance(decision, EmbargoRefused):
                answers.append(_embargo_problem(decision))
                continue
            plan = self._step(plan, post, decision.state, now, traceparent if decision.emits else None)
            answers.append(Answer(article_id, decision.state.revision, decision.answered))
        return plan, answers

    def _step(
        self, plan: Plan, post: Submission, state: ArticleState, now: datetime, traceparent: str | None
    ) -> Plan:
        if traceparent is None or state.content is None:
            return plan.then(state, None)
        revision, state = self.composer.compose(post.draft, state, state.content, now)
        kind = ARTICLE_CREATED if revision.revision == 1 else ARTICLE_UPDATED
        event = kind.event(revision, time=now, traceparent=traceparent)
        if revision.language_doubt or plan.doubted:
            plan = replace(plan, doubted=revision if revision.language_doubt else None)
        return plan.then(state, Emission.of(kind, event), is_content=True)


def _embargo_problem(refused: EmbargoRefused) -> ProblemError:
    since = rfc3339(refused.public_from)
    problem = FieldProblem(
        "embargo_until", f"the article has been public since {since}", "withdraw it, or leave the embargo out"
    )
    return ProblemError(HTTPStatus.CONFLICT, f"embargo_until: {problem.problem}.", errors=[problem])
