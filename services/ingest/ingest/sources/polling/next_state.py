"""The state of a source after a visit: when to come again, and whether its silence is an event. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ingest.sources.config.models import AnySource
from ingest.sources.polling.arrivals import Arrivals
from ingest.sources.polling.schedule import PollOutcome, next_pace
from ingest.sources.polling.silence import is_silent, usual_gap
from ingest.sources.polling.source_state import SourceState
from ingest.sources.polling.visit import Visit
from newsroom.events.sources import SourceSilent

_FAILED = frozenset({PollOutcome.FAILED, PollOutcome.GONE})
_INTERVALS = 3  # without a look: nobody watched; without news: too few to call it silence
_PAUSE = timedelta(minutes=1)  # of ours, a restart: no gap in watching
_REFUSALS = 5
_LONGEST_REASON = 500  # characters


@dataclass(frozen=True, slots=True)
class NextState:
    """The state from now on, and the event of the source's silence, if there is one."""

    state: SourceState
    silence: SourceSilent | None = None


def after_visit(source: AnySource, visit: Visit, now: datetime, chance: float) -> NextState:
    """`chance` is of [0, 1)."""
    before, failed = visit.state, visit.outcome in _FAILED
    failures = before.failures + 1 if failed else before.failures
    if not failed and visit.outcome is not PollOutcome.POSTPONED:
        failures = 0
    pace = next_pace(
        before.interval,
        source.interval,
        visit.outcome,
        failures=failures,
        retry_after=visit.retry_after,
        chance=chance,
    )
    succeeded = visit.outcome is not PollOutcome.POSTPONED and not failed
    state = before.model_copy(
        update={
            "interval": pace.interval,
            "due": now + timedelta(seconds=pace.wait),
            "last_poll": now,
            "last_success": now if succeeded else before.last_success,
            "last_new_article": now if visit.tally.created else before.last_new_article,
            "failures": failures,
            "problem": _shortened(visit.problem),
            "disabled": _shortened(visit.problem) if visit.outcome is PollOutcome.GONE else None,
            "refused": len(visit.tally.refused) if succeeded else before.refused,
            "refusals": _reasons(visit) or before.refusals,
            "arrivals": _arrivals(source, visit, now),
        }
    )
    return _silence(source, state, now, has_news=visit.tally.created > 0)


def _arrivals(source: AnySource, visit: Visit, now: datetime) -> Arrivals:
    known, last_poll = visit.state.arrivals, visit.state.last_poll
    unwatched = timedelta(seconds=_INTERVALS * source.interval.max) + _PAUSE
    if last_poll is None or now - last_poll > unwatched:
        known = known.watched(now)
    return known.arrived(now) if visit.tally.created else known


def _silence(source: AnySource, state: SourceState, now: datetime, *, has_news: bool) -> NextState:
    if state.silent_since is not None:
        if not has_news:
            return NextState(state)
        silence = _event(source, state, state.silent_since, now, resumed=True)
        return NextState(state.model_copy(update={"silent_since": None}), silence)
    start = state.arrivals.quiet_since
    if has_news or start is None or not _is_silent(source, state, now - start, now):
        return NextState(state)
    silence = _event(source, state, start, now, resumed=False)
    return NextState(state.model_copy(update={"silent_since": start}), silence)


def _is_silent(source: AnySource, state: SourceState, quiet: timedelta, now: datetime) -> bool:
    match source.silence:
        case "off":
            return False
        case "auto":
            # The shortest interval: the one that is earned grows with the silence itself.
            looked = quiet.total_seconds() > _INTERVALS * source.interval.min
            return looked and is_silent(state.arrivals, now)
        case seconds:
            return quiet.total_seconds() > seconds


def _event(
    source: AnySource, state: SourceState, since: datetime, now: datetime, *, resumed: bool
) -> SourceSilent:
    return SourceSilent(
        name=source.name,
        source=source.owner,
        silent_since=since,
        observed_at=now,
        resumed=resumed,
        usual_gap_seconds=usual_gap(state.arrivals),
        failures=state.failures,
        problem=state.problem,
    )


def _reasons(visit: Visit) -> tuple[str, ...]:
    return tuple(reason[:_LONGEST_REASON] for reason in visit.tally.refused[:_REFUSALS])


def _shortened(problem: str | None) -> str | None:
    return problem and problem[:_LONGEST_REASON]
