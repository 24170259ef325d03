"""Refusals as problems: of what a command may not do, and of what cannot be taken now."""

from http import HTTPStatus

from ingest.access.keys import foreign_source
from ingest.articles.decide import (
    Doubtful,
    EmbargoRefused,
    ForeignSource,
    OrderSuperseded,
    Refusal,
    UnknownArticle,
)
from ingest.articles.state import ArticleState
from newsroom.events.envelope import rfc3339
from newsroom.events.holds import Doubt, reason_of
from newsroom.http.problems import FieldProblem, ProblemError

_SOON, _LATER = 1, 5  # seconds
# Answers whose reason lies with ingest itself: the same command is taken later.
_TEMPORARY = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})


def memory_short() -> ProblemError:
    return ProblemError(
        HTTPStatus.TOO_MANY_REQUESTS, "The streams' memory is nearly full: slow down.", retry_after=_LATER
    )


def unavailable(reason: str) -> ProblemError:
    return ProblemError(HTTPStatus.SERVICE_UNAVAILABLE, f"Not taken: {reason}.", retry_after=_SOON)


def contended() -> ProblemError:
    return unavailable("others are changing this article")


def not_archived(state: ArticleState | None) -> ProblemError:
    """The refusal of what needs a content that is on its way from the streams to the archive."""
    revision = state.content.revision if state and state.content else 0
    return unavailable(f"revision {revision} is not in the archive yet")


def is_temporary(problem: ProblemError) -> bool:
    """Whether the reason lies with us, and the same will be taken later."""
    return problem.status in _TEMPORARY


def refused(refusal: Refusal) -> ProblemError:
    """The problem that a decision's refusal is answered with."""
    match refusal:
        case EmbargoRefused(public_from):
            return _embargo(f"the article has been public since {rfc3339(public_from)}")
        case UnknownArticle(article_id):
            return ProblemError(HTTPStatus.NOT_FOUND, f"There is no article {article_id}.")
        case ForeignSource(source):
            return foreign_source(source)
        case Doubtful(doubts):
            return doubtful(doubts)
        case OrderSuperseded():
            return ProblemError(HTTPStatus.CONFLICT, "This order was carried out, or a later one was.")


def doubtful(doubts: tuple[Doubt, ...]) -> ProblemError:
    """The refusal of an article whose reading could do harm."""
    problems = [FieldProblem(doubt.field, doubt.reason, "send it unmistakably") for doubt in doubts]
    return ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, f"{reason_of(doubts)}.", errors=problems)


def _embargo(reason: str) -> ProblemError:
    problem = FieldProblem("embargo_until", reason, "withdraw it, or leave the embargo out")
    return ProblemError(HTTPStatus.CONFLICT, f"embargo_until: {problem.problem}.", errors=[problem])
