"""Why an article that is right in itself is not taken now; each says when to try again."""

from http import HTTPStatus

from ingest.articles.ports import Written
from newsroom.http.problems import ProblemError

_SOON, _LATER = 1, 5  # seconds


def memory_short() -> ProblemError:
    return ProblemError(
        HTTPStatus.TOO_MANY_REQUESTS, "The streams' memory is nearly full: slow down.", retry_after=_LATER
    )


def unavailable(reason: str) -> ProblemError:
    return ProblemError(HTTPStatus.SERVICE_UNAVAILABLE, f"Not taken: {reason}.", retry_after=_SOON)


def contended() -> ProblemError:
    return unavailable("others are changing this article")


def refusal(outcome: Written) -> ProblemError:
    """What a write that was not done comes to."""
    return memory_short() if outcome is Written.NO_MEMORY else unavailable(outcome.value)
