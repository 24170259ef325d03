"""The result of one visit to a source, whatever kind it is of."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ingest.articles.commands import Answer, Outcome
from ingest.articles.refusals import is_temporary
from ingest.sources.polling.schedule import PollOutcome
from ingest.sources.polling.source_state import SourceState
from newsroom.http.problems import ProblemError


@dataclass(frozen=True, slots=True)
class Tally:
    """A count of articles' outcomes. `refused` are the reasons, `postponed` why some are not on disk yet."""

    created: int = 0
    changed: int = 0
    refused: tuple[str, ...] = ()
    postponed: str | None = None

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
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


EMPTY_TALLY = Tally()


@dataclass(frozen=True, slots=True)
class Visit:
    """Outcome, tally and the `state` from now on; nothing of that is kept before its articles are on disk."""

    outcome: PollOutcome
    state: SourceState
    tally: Tally = EMPTY_TALLY
    problem: str | None = None
    retry_after: float | None = None


class Origin(Protocol):
    """The place that a source's articles come from.

    Raises StoreUnavailableError, and nothing for what it meets outside.
    """

    async def visit(self, state: SourceState) -> Visit: ...


def tally_of(outcomes: Sequence[Outcome]) -> Tally:
    """The tally of the pipeline's outcomes."""
    problems = [outcome for outcome in outcomes if isinstance(outcome, ProblemError)]
    statuses = [outcome.status for outcome in outcomes if isinstance(outcome, Answer)]
    return Tally(
        created=statuses.count("created"),
        changed=len([status for status in statuses if status in ("updated", "withdrawn", "restored")]),
        refused=tuple(problem.detail for problem in problems if not is_temporary(problem)),
        postponed=next((problem.detail for problem in problems if is_temporary(problem)), None),
    )
