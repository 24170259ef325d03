"""Held articles: what is doubtful in a harmful way waits for a person, and what became of it."""

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import AwareDatetime, ConfigDict, Field

from newsroom.events.articles import ArticleId, ArticleRevision
from newsroom.events.envelope import Contract

_ID_LENGTH = 26
EARLIER_KEPT = 50  # hashes
HoldStatus = Literal["held", "withdrawn", "released", "discarded", "superseded"]


class DoubtKind(StrEnum):
    """Causes for which an article waits for a person."""

    EMBARGO = "embargo"  # one in words only, or one that cannot be read for certain
    KILL = "kill"  # a kill, withdrawal or recall in words only
    LANGUAGE = "language"  # certainly none of the newsroom's
    PAGE = "page"  # a page that does not tell what its list said
    DATE = "date"  # more than a day ahead, or before 1990
    IDENTITY = "identity"  # it would overwrite an article that it has nothing in common with
    HEADLINE = "headline"  # template or binary debris
    QUARANTINE = "quarantine"  # all that comes of its source is held for now


@dataclass(frozen=True, slots=True)
class Doubt:
    """A reading that could do harm if it were wrong: the field, the doubt in words for an editor.

    From `over_at` on, no reading of it could do any: the doubt is over. `cause` tells apart the questions
    that one field of a source raises, such as two names of zones; doubts of one cause are answered together.
    `written` is the text that was doubtful, on which an answer is tried; `zone` is that of its source's times
    and `day_first` the order of its dates, as far as they were known. `published_local` and `modified_local`
    are the article's times where they name no zone, as they are written: an answer about it reads them again.
    """

    kind: DoubtKind
    field: str
    reason: str
    over_at: datetime | None = None
    cause: str = ""
    written: str = ""
    zone: str = ""
    day_first: bool | None = None
    published_local: str = ""
    modified_local: str = ""


class Cause:
    """Causes of doubts that an answer explains for good, as far as they need no more words."""

    ZONE = "zone"  # a time that names no zone
    ZONE_NAMED = "zone "  # and the name, of a time whose zone is not certain by it
    DAY_MONTH = "day-month"  # a date whose day and month may have changed places
    AHEAD = "ahead"  # a date more than a day ahead: perhaps its source schedules by dates
    PAST = "past"  # a date before 1990
    NOTICE = "notice "  # and the source's id of the article: a notice in words says nothing about others


class SourceQuestion(Contract):
    """Question that doubts of one cause put about a source, whatever the article."""

    model_config = ConfigDict(frozen=True)

    source: str
    kind: DoubtKind
    field: str
    cause: str = ""

    @property
    def id(self) -> str:
        text = "\0".join([self.source, f"{self.kind}\0{self.field}\0{self.cause}"])
        return base64.b32encode(hashlib.sha256(text.encode()).digest()).decode().lower()[:_ID_LENGTH]

    @property
    def asks_zone(self) -> bool:
        is_embargo = self.kind is DoubtKind.EMBARGO
        return is_embargo and (self.cause == Cause.ZONE or self.cause.startswith(Cause.ZONE_NAMED))

    @property
    def asks_day_month(self) -> bool:
        return self.kind is DoubtKind.EMBARGO and self.cause == Cause.DAY_MONTH

    @property
    def asks_schedule(self) -> bool:
        return self.kind is DoubtKind.DATE and self.cause == Cause.AHEAD

    @property
    def asks_language(self) -> bool:
        return self.kind is DoubtKind.LANGUAGE

    @property
    def is_settled_by_one(self) -> bool:
        """Whether one answer explains all that wait for it, now and later."""
        return self.asks_zone or self.asks_day_month or self.asks_schedule or self.asks_language


def question_of(source: str, doubt: Doubt) -> SourceQuestion:
    """The question that a doubt puts about its source."""
    return SourceQuestion(source=source, kind=doubt.kind, field=doubt.field, cause=doubt.cause)


def causes_of(source: str, doubts: tuple[Doubt, ...]) -> tuple[str, ...]:
    """Ids of the questions that these doubts put, each once."""
    return tuple(dict.fromkeys(question_of(source, doubt).id for doubt in doubts))


def reason_of(doubts: tuple[Doubt, ...]) -> str:
    """The doubts in words, for the sender and the editor."""
    return "; ".join(f"{doubt.field}: {doubt.reason}" for doubt in doubts)


class HeldContent(Contract):
    """A held version that ended unpublished, as far as it is kept: enough to know it again when resent.

    `earlier` are hashes of contents before it, the latest of them; `beside` is that of what was public
    meanwhile, so that something later is told from what a restoration repeats.
    """

    content_hash: str
    earlier: tuple[str, ...] = Field(default=(), max_length=EARLIER_KEPT)
    beside: str | None = None
    version: int | None = None
    modified_at: AwareDatetime | None = None
    default_language: str | None = None
    document_id: str | None = None
    address: str | None = None


class HeldArticle(Contract):
    """Snapshot of an article's held version: the data of `article-held`.

    `number` only rises; the highest holds. `revision` is the held version's. `status` is `held` while it
    waits for a person and `withdrawn` while its article is; else it tells how the hold ended. `article` is
    the held version whole, or the content that its release made of it; else absent once it ended.
    `public_revision` is what readers see meanwhile. `causes` name the questions that its doubts put about
    its source, `cause` is the first. `withheld` are the articles that it keeps from readers until the desk
    has decided on it: a kill in words. `reason` is why the hold ended. `ended` is there once it did without
    its version being published.
    """

    id: ArticleId
    number: int = Field(ge=1)
    revision: int = Field(ge=1)
    status: HoldStatus
    source: str
    source_id: str
    doubts: tuple[Doubt, ...] = ()
    cause: str
    causes: tuple[str, ...] = ()
    received_at: AwareDatetime
    changed_at: AwareDatetime
    public_revision: int | None = None
    article: ArticleRevision | None = None
    withheld: tuple[ArticleId, ...] = ()
    reason: str | None = None
    ended: HeldContent | None = None
