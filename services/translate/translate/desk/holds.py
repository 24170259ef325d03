"""Held articles at the desk: what waits for a person, and an editor's orders that end the wait.

An order names the held version that the editor saw: a correction that came meanwhile is not released unseen.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol, TypeAlias

from newsroom.events.desk import ArticleOrder, FieldChanges, SourceQuarantine
from newsroom.events.holds import DoubtKind, HeldArticle, SourceQuestion, question_of
from newsroom.events.sources import SourceSuspected
from newsroom.runtime.clock import Clock
from translate.desk.acts import NotKnownError
from translate.desk.article_view import ListPosition
from translate.desk.orders import DeskOrders, HeldVersionOrder

TargetDecision: TypeAlias = Literal["withdraw", "restore"]
HoldDecision: TypeAlias = Literal["release", "discard"]
_MOST_OF_ONE_CAUSE = 500
_MOST_OF_ONE_SOURCE = 200
_MOST_ANSWERS = 500
_LAST = timedelta(hours=1)
_PROPOSED = timedelta(hours=24)
_TEXTS = frozenset({"headline", "lead", "body"})


class EmbargoOnPublicError(Exception):
    """An embargo on what is public already: it governs the first publication only."""


class CorrectedMeanwhileError(Exception):
    """Another version is held than the editor saw."""


class TextsOfManyError(Exception):
    """Texts that would be written into every article of a cause; the text names the field."""


class UnreadReleaseError(Exception):
    """A release of many that nobody has read, though each could do harm; `kind` is of their doubts."""

    def __init__(self, kind: DoubtKind) -> None:
        super().__init__(kind.value)
        self.kind = kind


class UnfitAnswerError(Exception):
    """An answer to a question that nothing of what is held puts; the text names the field."""


@dataclass(frozen=True, slots=True)
class HeldExample:
    """One of the articles that wait for an answer, with the doubtful text as it was written."""

    id: str
    headline: str
    written: str


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question about a source that articles wait for: how many, and the newest of them."""

    question: SourceQuestion
    reason: str
    count: int
    examples: Sequence[HeldExample]


@dataclass(frozen=True, slots=True)
class ReceivedArticle:
    """An article that came of a source, for whoever withdraws what came before a quarantine."""

    id: str
    headline: str
    language: str
    received_at: datetime


class HeldList(Protocol):
    """Articles that wait for a person, as publish keeps them. Calls raise StoreUnavailableError."""

    async def held(
        self, below: ListPosition | None, limit: int, kind: DoubtKind | None = None
    ) -> list[HeldArticle]:
        """The newest first, from a place on; those of one kind alone, if it is given."""
        ...

    async def one(self, article_id: str) -> HeldArticle | None: ...
    async def of_cause(self, cause: str, limit: int) -> list[HeldArticle]: ...
    async def questions(self, limit: int) -> list[OpenQuestion]:
        """The questions that articles wait for, those of most first."""
        ...

    async def answers(self, limit: int) -> list[ArticleOrder]:
        """The releases that answered a question for good, as they stand, the newest first."""
        ...

    async def count(self) -> int: ...
    async def decided_since(self, ids: Sequence[str], since: datetime) -> set[str]:
        """The ids of these articles that an editor has withdrawn or restored since an instant."""
        ...

    async def count_of_cause(self, cause: str) -> int: ...
    async def quarantines(self) -> list[SourceQuarantine]:
        """The sources that are in quarantine."""
        ...

    async def proposals(self, since: datetime) -> list[SourceSuspected]:
        """Sources suspected since an instant, on which nobody has decided after it, the newest first."""
        ...

    async def received_since(self, source: str, since: datetime, limit: int) -> list[ReceivedArticle]:
        """What came of a source since an instant and is not withdrawn, the newest first."""
        ...

    async def raw(self, document_id: str) -> str | None:
        """The beginning of a document as it was sent, None where it is not kept or is no text."""
        ...


@dataclass(frozen=True, slots=True)
class Ending:
    """An editor's decision on what is held, with the fields put right and the reason.

    `seen` is the held version that the editor saw, None for whatever waits now.
    """

    decision: HoldDecision
    editor: str
    reason: str = ""
    changes: FieldChanges | None = None
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class DeskHolds:
    """Reads what is held, and orders its end. Raises NotKnownError where nothing of that name waits."""

    articles: HeldList
    orders: DeskOrders
    clock: Clock

    async def one(self, article_id: str) -> HeldArticle:
        """The held version of an article, whatever became of it. Raises NotKnownError."""
        held = await self.articles.one(article_id)
        if held is None:
            raise NotKnownError(f"no article {article_id} is held")
        return held

    async def end(self, article_id: str, ending: Ending) -> HeldArticle:
        """Orders the end of one article's wait.

        Raises EmbargoOnPublicError, CorrectedMeanwhileError and UnfitAnswerError.
        """
        held = await self.articles.one(article_id)
        if held is None or held.status != "held":
            raise NotKnownError(f"no article {article_id} is held")
        if ending.seen not in (None, held.revision):
            raise CorrectedMeanwhileError
        _check_answer([question_of(held.source, doubt) for doubt in held.doubts], ending.changes)
        await self._order([held], ending, None)
        return held

    async def end_all(self, cause: str, ending: Ending) -> Sequence[HeldArticle]:
        """Orders the end of all that one question explains; what is released answers it from now on.

        One that has other doubts waits on for those. Raises EmbargoOnPublicError, TextsOfManyError,
        UnfitAnswerError and UnreadReleaseError.
        """
        held = await self.articles.of_cause(cause, _MOST_OF_ONE_CAUSE)
        if not held:
            raise NotKnownError(f"no article is held by the cause {cause}")
        texts = sorted(_TEXTS & (ending.changes.model_fields_set if ending.changes else set()))
        if texts:
            raise TextsOfManyError(texts[0])
        question = next(
            asked
            for asked in (question_of(held[0].source, doubt) for doubt in held[0].doubts)
            if asked.id == cause
        )
        _check_answer([question], ending.changes)
        is_release = ending.decision == "release"
        if is_release and not (ending.changes or FieldChanges()).releases_unread(question):
            raise UnreadReleaseError(question.kind)
        await self._order(held, ending, question)
        return held

    async def decide_target(
        self, article_id: str, decision: TargetDecision, editor: str, reason: str
    ) -> None:
        """Orders the withdrawal for good, or the return, of an article that a notice means."""
        await self.orders.order(article_id, decision, editor, reason)

    async def reopen(self, cause: str, editor: str, reason: str) -> ArticleOrder:
        """Takes back the answer to a question: what comes from now on waits again. Raises NotKnownError."""
        answered = {order.cause: order for order in await self.articles.answers(_MOST_ANSWERS)}
        if cause not in answered:
            raise NotKnownError(f"no question {cause} is answered")
        known = answered[cause]
        return await self.orders.order(
            known.article_id,
            "reopen",
            editor,
            reason,
            HeldVersionOrder(question=known.question, is_for_good=True),
        )

    async def questions_of(self, held: HeldArticle) -> list[OpenQuestion]:
        """The questions that a held article waits for, each with the number that wait for its answer."""
        asked = {question_of(held.source, doubt).id: doubt for doubt in held.doubts}
        return [
            OpenQuestion(
                question_of(held.source, doubt), doubt.reason, await self.articles.count_of_cause(cause), ()
            )
            for cause, doubt in asked.items()
        ]

    async def quarantine(self, source: str, editor: str, reason: str, *, quarantined: bool) -> None:
        """Puts a source into quarantine, or ends it."""
        await self.orders.quarantine(source, editor, reason, quarantined=quarantined)

    async def proposals(self) -> list[SourceSuspected]:
        """Sources whose quarantine is proposed, and not decided on."""
        return await self.articles.proposals(self.clock.now() - _PROPOSED)

    async def withdraw_all(self, article_ids: Sequence[str], editor: str, reason: str) -> None:
        """Orders the withdrawal of each of these articles."""
        for article_id in article_ids[:_MOST_OF_ONE_SOURCE]:
            await self.orders.order(article_id, "withdraw", editor, reason)

    async def last_hour(self, source: str) -> list[ReceivedArticle]:
        """What came of a source within the hour: it may be what the quarantine is for."""
        since = self.clock.now() - _LAST
        return await self.articles.received_since(source, since, _MOST_OF_ONE_SOURCE)

    async def _order(
        self, held: Iterable[HeldArticle], ending: Ending, question: SourceQuestion | None
    ) -> None:
        ended, changes = list(held), ending.changes
        is_release = ending.decision == "release"
        is_for_good = is_release and question is not None and (changes or FieldChanges()).settles(question)
        for article in ended:
            _check_embargo(article, ending.changes, self.clock.now())
        for article in ended:
            if article.withheld:
                await self._bring_back(article, ending)
            version = HeldVersionOrder(article.revision, changes, question, is_for_good=is_for_good)
            await self.orders.order(article.id, ending.decision, ending.editor, ending.reason, version)

    async def _bring_back(self, notice: HeldArticle, ending: Ending) -> None:
        """Restores what a notice withheld and the desk has not decided on: the notice was no kill."""
        decided = await self.articles.decided_since(notice.withheld, notice.received_at)
        for withheld in notice.withheld:
            if withheld not in decided:
                await self.orders.order(withheld, "restore", ending.editor, ending.reason)


def _check_embargo(article: HeldArticle, changes: FieldChanges | None, now: datetime) -> None:
    embargo = changes.embargo_until if changes else None
    if article.public_revision is not None and embargo is not None and embargo > now:
        raise EmbargoOnPublicError


def _check_answer(questions: Sequence[SourceQuestion], changes: FieldChanges | None) -> None:
    """Raises UnfitAnswerError for an answer to what none of these asks."""
    if changes is None:
        return
    fits = (
        ("timezone", changes.timezone is None or any(asked.asks_zone for asked in questions)),
        ("day_first", changes.day_first is None or any(asked.asks_day_month for asked in questions)),
        ("schedules", changes.schedules is None or any(asked.asks_schedule for asked in questions)),
    )
    for field, is_fit in fits:
        if not is_fit:
            raise UnfitAnswerError(field)
