"""The schedule of a source's polls, with backoff and jitter. Pure: outcome and bounds in, seconds out."""

from dataclasses import dataclass
from enum import StrEnum

from ingest.sources.config.models import Interval

_SHORTER, _LONGER = 0.5, 1.5
_JITTER = 0.1  # of the interval, either way
_LONGEST_WAIT = 86_400.0  # seconds; a Retry-After beyond that is a mistake
_OWN_TROUBLE = 5.0  # seconds until what we could not take is asked for again


class PollOutcome(StrEnum):
    """The outcome of a poll."""

    NEWS = "news"
    NOTHING_NEW = "nothing-new"
    NOT_MODIFIED = "not-modified"
    FAILED = "failed"
    GONE = "gone"
    POSTPONED = "postponed"  # by us: our own stores could not take it
    MORE = "more"  # there is more than one poll takes


@dataclass(frozen=True, slots=True)
class Pace:
    """The interval that a source has earned, and the seconds until its next poll."""

    interval: float
    wait: float


def next_pace(
    interval: float | None,
    bounds: Interval,
    outcome: PollOutcome,
    *,
    failures: int,
    retry_after: float | None,
    chance: float,
) -> Pace:
    """`failures` are those in a row, this one with them; `chance` is of [0, 1)."""
    earned = _clamped(_earned(bounds.min if interval is None else interval, outcome), bounds)
    match outcome:
        case PollOutcome.POSTPONED | PollOutcome.MORE:
            wait = min(bounds.min, _OWN_TROUBLE)
        case PollOutcome.FAILED | PollOutcome.GONE:
            wait = _jittered(_backoff(bounds, failures), bounds, chance)
        case _:
            wait = _jittered(earned, bounds, chance)
    return Pace(earned, max(wait, min(retry_after or 0.0, _LONGEST_WAIT)))


def _earned(interval: float, outcome: PollOutcome) -> float:
    match outcome:
        case PollOutcome.NEWS | PollOutcome.MORE:
            return interval * _SHORTER
        case PollOutcome.NOTHING_NEW | PollOutcome.NOT_MODIFIED:
            return interval * _LONGER
        case _:
            return interval


def _backoff(bounds: Interval, failures: int) -> float:
    # 2 ** 40 is beyond every bound, and far below what a float cannot hold.
    return min(bounds.min * 2.0 ** min(max(failures - 1, 0), 40), bounds.max)


def _jittered(seconds: float, bounds: Interval, chance: float) -> float:
    return _clamped(seconds * (1 - _JITTER + 2 * _JITTER * chance), bounds)


def _clamped(seconds: float, bounds: Interval) -> float:
    return min(max(seconds, bounds.min), bounds.max)
