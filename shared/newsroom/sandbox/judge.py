"""Judge of a mirror: compares it, article by article, with the last changes of the log. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, TypeAdapter

from newsroom.events.live import Change, LiveChange, PublicArticle
from newsroom.sandbox.lessons import ADVICE, Lesson

Outcome = Literal["passed", "failed", "not tried"]


class MirrorItem(BaseModel):
    """Article as a mirror shows it: its last change, and every headline that the mirror still keeps of it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    seq: int
    change: str
    first_published_at: AwareDatetime | None = None
    headlines: tuple[str, ...] = ()


MIRROR: TypeAdapter[tuple[MirrorItem, ...]] = TypeAdapter(tuple[MirrorItem, ...])


@dataclass(frozen=True, slots=True)
class Expected:
    """Article as a right mirror has it. `headlines` are those that may be kept, `headline` is today's."""

    seq: int
    change: Change
    first_published_at: datetime | None
    headline: str | None
    headlines: frozenset[str]


@dataclass(frozen=True, slots=True)
class Judgement:
    """Outcome of a lesson; `reason` names what is wrong and the cure, or why it was not tried."""

    lesson: Lesson
    outcome: Outcome
    reason: str = ""


def expected_mirror(changes: Iterable[LiveChange]) -> Mapping[str, Expected]:
    """The right mirror of a log, by article."""
    mirror: dict[str, Expected] = {}
    for change in changes:
        known = mirror.get(change.article.id)
        if known is None or change.seq > known.seq:
            mirror[change.article.id] = _after(known, change)
    return mirror


def _after(known: Expected | None, change: LiveChange) -> Expected:
    article = change.article
    first = article.first_published_at or (known.first_published_at if known else None)
    if not isinstance(article, PublicArticle):
        return Expected(change.seq, change.change, first, None, frozenset())
    earlier = known.headlines if known and not change.hides_previous else frozenset[str]()
    return Expected(change.seq, change.change, first, article.headline, earlier | {article.headline})


def judge(
    expected: Mapping[str, Expected],
    lessons: Mapping[str, Lesson],
    mirror: Sequence[MirrorItem],
    untried: Mapping[Lesson, str],
) -> list[Judgement]:
    """The judgement of every lesson, in their order.

    `lessons` has the lesson that each article of the script is about, `untried` the reasons why one has none.
    An article that is in neither belongs to the first lesson: the mirror has what nobody sent it.
    """
    complaints: dict[Lesson, list[str]] = {lesson: [] for lesson in Lesson}
    shown: dict[str, list[MirrorItem]] = {}
    for item in mirror:
        shown.setdefault(item.id, []).append(item)
    for article_id in sorted({*expected, *shown}):
        lesson = lessons.get(article_id, Lesson.PUBLICATION)
        wrong = _complaints(expected.get(article_id), shown.get(article_id, []))
        complaints[lesson] += [f"{article_id} {complaint}" for complaint in wrong]
    return [_judgement(lesson, complaints[lesson], untried.get(lesson)) for lesson in Lesson]


def _judgement(lesson: Lesson, complaints: Sequence[str], untried: str | None) -> Judgement:
    if complaints:
        return Judgement(lesson, "failed", f"{'; '.join(complaints)}: {ADVICE[lesson]}")
    if untried is not None:
        return Judgement(lesson, "not tried", untried)
    return Judgement(lesson, "passed")


def _complaints(expected: Expected | None, items: Sequence[MirrorItem]) -> list[str]:
    if expected is None:
        return ["was never sent, and is there"]
    if len(items) != 1:
        return [f"is there {len(items)} times" if items else "is missing"]
    return list(chain(_of_change(expected, items[0]), _of_texts(expected, items[0].headlines)))


def _of_change(expected: Expected, item: MirrorItem) -> Iterable[str]:
    if (item.seq, item.change) != (expected.seq, expected.change):
        yield f"is at seq {item.seq} {item.change}, right is {expected.seq} {expected.change}"
    elif (first := expected.first_published_at) is not None and item.first_published_at != first:
        dated = item.first_published_at.isoformat() if item.first_published_at else "nothing"
        yield f"has first_published_at {dated}, right is {first.isoformat()}"


def _of_texts(expected: Expected, headlines: Sequence[str]) -> Iterable[str]:
    """A mirror may keep no texts; what it keeps must be there to be shown, and today's among it."""
    for headline in headlines:
        if headline not in expected.headlines:
            yield f"still has “{headline}”"
    if headlines and expected.headline is not None and expected.headline not in headlines:
        yield f"lacks “{expected.headline}”"
