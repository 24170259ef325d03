"""What one visit to a source comes to, whatever kind it is of."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Protocol

from ingest.articles.planning import Answer
from ingest.sources.polling.schedule import PollOutcome
from ingest.sources.polling.source_state import SourceState
from newsroom.http.problems import ProblemError

# What ingest answers when the reason lies with itself: the same article will be taken later.
_OURS = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of articles. `refused` are the reasons, `postponed` why some are not on disk yet."""

    created: int = 0
    changed: int = 0
    refused: tuple[str, ...] = ()
    postponed: str | None = None

    def __add__(self, other: "Taken") -> "Taken":
        return Taken(
            self.created + other.created,
            self.changed + other.changed,
            (*self.refused, *other.refused),
            self.postponed or other.postponed,
        )

    @property
    def outcome(self) -> PollOutcome:
        if self.postponed is not None:
            return PollOutcome.POSTPONED
        return PollOutcome.NEWS if self.created or self.changed else PollOutcome.NOTHING_NEW


NOTHING_TAKEN = Taken()


@dataclass(frozen=True, slots=True)
class Visit:
    """`state` is what is remembered from now on; nothing of it is before its articles are on disk."""

    outcome: PollOutcome
    state: SourceState
    taken: Taken = NOTHING_TAKEN
    problem: str | None = None
    retry_after: float | None = None


class Origin(Protocol):
    """Where a source's articles come from.

    Raises StoreUnavailableError, and nothing for what it meets outside.
    """

    async def visit(self, state: SourceState) -> Visit: ...


def is_ours(problem: ProblemError) -> bool:
    """Whether the reason lies with us, and the same will be taken later."""
    return problem.status in _OURS


def taken_of(answers: Sequence[Answer | ProblemError]) -> Taken:
    """What reception's answers come to."""
    problems = [answer for answer in answers if isinstance(answer, ProblemError)]
    statuses = [answer.status for answer in answers if isinstance(answer, Answer)]
    return Taken(
        created=statuses.count("created"),
        changed=len([status for status in statuses if status in ("updated", "withdrawn", "restored")]),
        refused=tuple(problem.detail for problem in problems if not is_ours(problem)),
        postponed=next((problem.detail for problem in problems if problem.status in _OURS), None),
    )
