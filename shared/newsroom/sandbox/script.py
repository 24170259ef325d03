"""Script of the sandbox: what the wire sends, and what goes wrong on the way to the subscriber. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from newsroom.events.articles import ArticleDraft, Reference
from newsroom.events.live import Change
from newsroom.sandbox.lessons import Lesson

_EMBARGO = timedelta(seconds=3)
_OLD = timedelta(days=1)  # how much older the text is than the end of its embargo

Awaited = Mapping[str, Change]
"""The change that a step brings into the log, by article."""


@dataclass(frozen=True, slots=True)
class Send:
    """The wire sends an article, or its correction."""

    draft: ArticleDraft
    awaited: Awaited


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The wire withdraws an article."""

    article: Reference
    awaited: Awaited


@dataclass(frozen=True, slots=True)
class Restore:
    """The wire brings a withdrawn article back."""

    article: Reference
    awaited: Awaited


@dataclass(frozen=True, slots=True)
class Move:
    """An editor moves an article to the story of another."""

    article_id: str
    story_of: str
    awaited: Awaited


@dataclass(frozen=True, slots=True)
class HoldBack:
    """From here on nothing of an article reaches the subscriber but its withdrawal."""

    article_id: str


@dataclass(frozen=True, slots=True)
class SendLate:
    """The first event of an article, as a slow network would bring it: after those that followed it."""

    article_id: str


@dataclass(frozen=True, slots=True)
class GoAway:
    """The subscriber can read nothing any more."""


@dataclass(frozen=True, slots=True)
class ComeBack:
    """The subscriber can read again, and the log begins with the last change of an article."""

    article_id: str


@dataclass(frozen=True, slots=True)
class Await:
    """Waits until what was sent before becomes visible."""

    awaited: Awaited


Act = Send | Withdraw | Restore | Move | Await
"""Step of the newsroom, which the log shows."""

Mishap = HoldBack | SendLate | GoAway | ComeBack
"""Step of the way to the subscriber."""

Step = Act | Mishap


@dataclass(frozen=True, slots=True)
class Script:
    """Steps: `before` the subscriber reads, and then. `lessons` says which one an article is about."""

    before: Sequence[Step]
    steps: Sequence[Step]
    lessons: Mapping[str, Lesson]
    untried: Mapping[Lesson, str] = field(default_factory=dict[Lesson, str])


def webhook_script(category: str, now: datetime) -> Script:
    """For a receiver of web hooks. `category` is the run's own, and its source."""
    wire = _Wire(category, now)
    early, late = wire.article(Lesson.EARLY_WITHDRAWAL), wire.article(Lesson.REPETITION)
    steps = (
        *wire.common(),
        Send(late, {late.id: "published"}),
        Send(_corrected(late), {late.id: "updated"}),
        SendLate(late.id),
        HoldBack(early.id),
        Send(early, {early.id: "published"}),
        Withdraw(_reference(early), {early.id: "withdrawn"}),
        SendLate(early.id),
    )
    return Script((), steps, wire.lessons, {Lesson.EXPIRED_CURSOR: "a web hook has no cursor to expire"})


def reader_script(category: str, now: datetime) -> Script:
    """For one that reads `/v1/changes` or `/v1/stream`."""
    wire = _Wire(category, now)
    early = wire.article(Lesson.EARLY_WITHDRAWAL)
    known, missed, oldest = (wire.article(Lesson.EXPIRED_CURSOR, number) for number in (1, 2, 3))
    before = (
        Send(early, {early.id: "published"}),
        Withdraw(_reference(early), {early.id: "withdrawn"}),
    )
    steps = (
        *wire.common(),
        Send(known, {known.id: "published"}),
        GoAway(),
        Send(missed, {missed.id: "published"}),
        Send(oldest, {oldest.id: "published"}),
        ComeBack(oldest.id),
        # What was missed is corrected, so that nobody needs what the log does not have any more.
        Send(_corrected(missed), {missed.id: "updated"}),
        Send(_corrected(known), {known.id: "updated"}),
    )
    return Script(before, steps, wire.lessons, {Lesson.REPETITION: "whoever reads the log gets it in order"})


def only(script: Script, lessons: Collection[Lesson]) -> Script:
    """The steps of some lessons alone."""
    untried = {lesson: "it was not asked for" for lesson in Lesson if lesson not in lessons}

    def chosen(steps: Sequence[Step]) -> Sequence[Step]:
        return tuple(step for step in steps if _lesson_of(step, script.lessons) in lessons)

    return Script(chosen(script.before), chosen(script.steps), script.lessons, {**untried, **script.untried})


def _lesson_of(step: Step, lessons: Mapping[str, Lesson]) -> Lesson:
    match step:
        case Send():
            return lessons[step.draft.id]
        case Withdraw() | Restore():
            return lessons[step.article.article_id]
        case Await():
            return lessons[next(iter(step.awaited))]
        case GoAway():
            return Lesson.EXPIRED_CURSOR
        case Move() | HoldBack() | SendLate() | ComeBack():
            return lessons[step.article_id]


class _Wire:
    """Articles of one run, and their lessons."""

    def __init__(self, category: str, now: datetime) -> None:
        self._category = category
        self._now = now
        self.lessons: dict[str, Lesson] = {}

    def article(self, lesson: Lesson, number: int = 1, language: str = "en") -> ArticleDraft:
        draft = ArticleDraft(
            source=self._category,
            source_id=f"{lesson.name.lower()}-{number}",
            language=language,
            headline=f"Sandbox: {lesson} {number}, not news",
            body="This article was sent by the sandbox.",
            category=self._category,
        )
        self.lessons[draft.id] = lesson
        return draft

    def common(self) -> Iterator[Step]:
        """The steps of every subscriber. The embargo is sent first, and ends meanwhile."""
        embargoed = self.article(Lesson.EMBARGO)
        times = {"published_at": self._now - _OLD, "embargo_until": self._now + _EMBARGO}
        yield Send(embargoed.model_copy(update=times), {})
        yield from self._publications()
        corrected = self.article(Lesson.CORRECTION)
        yield Send(corrected, {corrected.id: "published"})
        yield Send(_corrected(corrected), {corrected.id: "updated"})
        withdrawn = self.article(Lesson.WITHDRAWAL)
        yield Send(withdrawn, {withdrawn.id: "published"})
        yield Withdraw(_reference(withdrawn), {withdrawn.id: "withdrawn"})
        restored = self.article(Lesson.RESTORATION)
        yield Send(restored, {restored.id: "published"})
        yield Withdraw(_reference(restored), {restored.id: "withdrawn"})
        yield Restore(_reference(restored), {restored.id: "restored"})
        yield from self._relink()
        yield Await({embargoed.id: "published"})
        suppressed = self.article(Lesson.SUPPRESSION)
        yield Send(suppressed, {suppressed.id: "published"})
        yield Send(_corrected(suppressed, suppress_previous=True), {suppressed.id: "updated"})

    def _publications(self) -> Iterator[Step]:
        for number, language in enumerate(("en", "az", "ru"), start=1):
            draft = self.article(Lesson.PUBLICATION, number, language)
            yield Send(draft, {draft.id: "published"})

    def _relink(self) -> Iterator[Step]:
        left, joined = self.article(Lesson.RELINK, 1), self.article(Lesson.RELINK, 2)
        moved = self.article(Lesson.RELINK, 3, "az")
        moved = moved.model_copy(update={"translation_of": _reference(left)})
        yield Send(left, {left.id: "published"})
        yield Send(joined, {joined.id: "published"})
        yield Send(moved, {left.id: "linked"})
        yield Move(moved.id, joined.id, {left.id: "unlinked", joined.id: "linked"})


def _corrected(draft: ArticleDraft, *, suppress_previous: bool = False) -> ArticleDraft:
    changes: dict[str, object] = {"headline": f"{draft.headline} (corrected)"}
    if suppress_previous:
        changes["suppress_previous"] = True
    return draft.model_copy(update=changes)


def _reference(draft: ArticleDraft) -> Reference:
    return Reference(source=draft.source, source_id=draft.source_id)
