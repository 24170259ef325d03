"""Held articles at the desk: what waits for a person, and an editor's orders that end the wait.

An order names the held version that the editor saw: a correction that came meanwhile is not released unseen.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol, TypeAlias

from newsroom.events.desk import FieldChanges, SourceQuarantine
from newsroom.events.holds import DoubtKind, HeldArticle
from newsroom.runtime.clock import Clock
from translate.desk.acts import NotKnownError
from translate.desk.article_view import ListPosition
from translate.desk.orders import DeskOrders, HeldVersionOrder

HoldDecision: TypeAlias = Literal["release", "discard"]
_MOST_OF_ONE_CAUSE = 500
_MOST_OF_ONE_SOURCE = 200
_LAST = timedelta(hours=1)
_TEXTS = frozenset({"headline", "lead", "body"})
# An answer that must be given anew each time: to remember it could do the harm that the hold is against.
_NEVER_REMEMBERED = frozenset({DoubtKind.EMBARGO, DoubtKind.KILL, DoubtKind.IDENTITY, DoubtKind.QUARANTINE})


class EmbargoOnPublicError(Exception):
    """An embargo on what is public already: it governs the first publication only."""


class CorrectedMeanwhileError(Exception):
    """Another version is held than the editor saw."""


class TextsOfManyError(Exception):
    """Texts that would be written into every article of a cause; the text names the field."""


@dataclass(frozen=True, slots=True)
class ReceivedArticle:
    """An article that came of a source, for whoever withdraws what came before a quarantine."""

    id: str
    headline: str
    language: str
    received_at: datetime


class HeldList(Protocol):
    """Articles that wait for a person, as publish keeps them. Calls raise StoreUnavailableError."""

    async def held(self, below: ListPosition | None, limit: int) -> list[HeldArticle]:
        """The newest first, from a place on."""
        ...

    async def one(self, article_id: str) -> HeldArticle | None: ...
    async def of_cause(self, cause: str, limit: int) -> list[HeldArticle]: ...
    async def count(self) -> int: ...
    async def count_of_cause(self, cause: str) -> int: ...
    async def quarantines(self) -> list[SourceQuarantine]:
        """The sources that are in quarantine."""
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

    async def end(self, article_id: str, ending: Ending) -> HeldArticle:
        """Orders the end of one article's wait. Raises EmbargoOnPublicError and CorrectedMeanwhileError."""
        held = await self.articles.one(article_id)
        if held is None or held.status != "held":
            raise NotKnownError(f"no article {article_id} is held")
        if ending.seen not in (None, held.revision):
            raise CorrectedMeanwhileError
        await self._order([held], ending, None)
        return held

    async def end_all(self, cause: str, ending: Ending) -> Sequence[HeldArticle]:
        """Orders the end of all that one question explains; what is released answers it from now on.

        Raises EmbargoOnPublicError and TextsOfManyError.
        """
        held = await self.articles.of_cause(cause, _MOST_OF_ONE_CAUSE)
        if not held:
            raise NotKnownError(f"no article is held by the cause {cause}")
        texts = sorted(_TEXTS & (ending.changes.model_fields_set if ending.changes else set()))
        if texts:
            raise TextsOfManyError(texts[0])
        await self._order(held, ending, cause if _is_remembered(held, ending) else None)
        return held

    async def quarantine(self, source: str, editor: str, reason: str, *, quarantined: bool) -> None:
        """Puts a source into quarantine, or ends it."""
        await self.orders.quarantine(source, editor, reason, quarantined=quarantined)

    async def last_hour(self, source: str) -> list[ReceivedArticle]:
        """What came of a source within the hour: it may be what the quarantine is for."""
        since = self.clock.now() - _LAST
        return await self.articles.received_since(source, since, _MOST_OF_ONE_SOURCE)

    async def _order(self, held: Iterable[HeldArticle], ending: Ending, cause: str | None) -> None:
        ended = list(held)
        for article in ended:
            _check_embargo(article, ending.changes, self.clock.now())
        for article in ended:
            version = HeldVersionOrder(article.revision, ending.changes, cause)
            await self.orders.order(article.id, ending.decision, ending.editor, ending.reason, version)


def _check_embargo(article: HeldArticle, changes: FieldChanges | None, now: datetime) -> None:
    embargo = changes.embargo_until if changes else None
    if article.public_revision is not None and embargo is not None and embargo > now:
        raise EmbargoOnPublicError


def _is_remembered(held: Iterable[HeldArticle], ending: Ending) -> bool:
    kinds = {doubt.kind for article in held for doubt in article.doubts}
    return ending.decision == "release" and not kinds & _NEVER_REMEMBERED
