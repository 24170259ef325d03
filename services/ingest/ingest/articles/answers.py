"""Answers to questions about a source, tried on the doubts that they should explain. Pure.

An answer ends a doubt only where the doubtful text is certain with it; else the doubt stays, or another is
in its place: a wrong answer publishes nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from ingest.formats.values.strict import Habits, Uncertain, certain_instant
from newsroom.events.desk import FieldChanges
from newsroom.events.holds import Cause, Doubt, DoubtKind

# Fields of an editor's changes that are no article's.
ANSWERS_ALONE = frozenset({"timezone", "day_first", "schedules"})
_STEPS = 3  # questions that one text may put, one behind the other

AnswerOf = Callable[[Doubt], FieldChanges | None]


@dataclass(frozen=True, slots=True)
class Reading:
    """The doubts that answers leave, and the fields that they make certain."""

    doubts: tuple[Doubt, ...]
    fields: dict[str, object] = field(default_factory=dict[str, object])


def answered(doubts: Sequence[Doubt], answer_of: AnswerOf) -> Reading:
    """The doubts with what is answered of them; `answer_of` is None of a doubt where nothing is."""
    left, fields = list[Doubt](), dict[str, object]()
    for doubt in doubts:
        answer = answer_of(doubt)
        if answer is None:
            left.append(doubt)
            continue
        match doubt.kind:
            case DoubtKind.EMBARGO if answer.timezone is not None or answer.day_first is not None:
                match _embargo(doubt, answer_of):
                    case Doubt() as still:
                        left.append(still)
                    case embargo, zone:
                        fields |= {"embargo_until": embargo} | _times(doubt, embargo, zone)
            case DoubtKind.DATE if answer.schedules and doubt.cause == Cause.AHEAD:
                date = certain_instant(doubt.written)
                fields |= {"embargo_until": date, "published_at": date} if isinstance(date, datetime) else {}
            case DoubtKind.LANGUAGE:
                fields |= {"language": answer.language} if answer.language else {}
            case _:
                pass
    if "embargo_until" in fields:  # what else is doubted of it, the document answers itself
        left = [doubt for doubt in left if doubt.kind is not DoubtKind.EMBARGO]
    return Reading(tuple(left), fields)


def _times(doubt: Doubt, embargo: datetime, zone: ZoneInfo | None) -> dict[str, object]:
    """The article's other times that name no zone, in the source's; one after its embargo is none."""
    if zone is None:
        return {}
    local = {"published_at": doubt.published_local, "modified_at": doubt.modified_local}
    times = {
        name: datetime.fromisoformat(written).replace(tzinfo=zone).astimezone(UTC)
        for name, written in local.items()
        if written
    }
    return {name: moment for name, moment in times.items() if moment <= embargo}


def _embargo(doubt: Doubt, answer_of: AnswerOf) -> tuple[datetime, ZoneInfo | None] | Doubt:
    """The embargo's instant, with the source's zone as far as it is known; or the doubt that is left."""
    zone = ZoneInfo(doubt.zone) if doubt.zone else None
    habits, asked = Habits(day_first=doubt.day_first), doubt
    for _ in range(_STEPS):
        answer = answer_of(asked)
        if answer is None or not asked.written:
            break
        if asked.cause == Cause.DAY_MONTH:
            habits = replace(habits, day_first=answer.day_first)
        elif asked.cause == Cause.ZONE and answer.timezone:
            zone = ZoneInfo(answer.timezone)
        elif asked.cause.startswith(Cause.ZONE_NAMED) and answer.timezone:
            name = asked.cause.removeprefix(Cause.ZONE_NAMED)
            habits = replace(habits, zones={**habits.zones, name: ZoneInfo(answer.timezone)})
        match certain_instant(asked.written, zone, habits):
            case Uncertain(reason, over_at, cause) if cause != asked.cause:
                known = zone.key if zone is not None else ""
                asked = replace(
                    asked,
                    reason=reason,
                    over_at=over_at,
                    cause=cause,
                    zone=known,
                    day_first=habits.day_first,
                )
            case Uncertain():
                break
            case datetime() as instant:
                return instant, zone
    return asked
