"""Held articles: what is doubtful in a harmful way waits for a person, and what became of it."""

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import AwareDatetime, Field

from newsroom.events.articles import ArticleId, ArticleRevision
from newsroom.events.envelope import Contract

_ID_LENGTH = 26
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
    """

    kind: DoubtKind
    field: str
    reason: str
    over_at: datetime | None = None
    cause: str = ""


def cause_id(source: str, doubts: tuple[Doubt, ...]) -> str:
    """Id of the question that these doubts put about a source, whatever the article."""
    causes = sorted({f"{doubt.kind}\0{doubt.field}\0{doubt.cause}" for doubt in doubts})
    digest = hashlib.sha256("\0".join([source, *causes]).encode()).digest()
    return base64.b32encode(digest).decode().lower()[:_ID_LENGTH]


def reason_of(doubts: tuple[Doubt, ...]) -> str:
    """The doubts in words, for the sender and the editor."""
    return "; ".join(f"{doubt.field}: {doubt.reason}" for doubt in doubts)


class HeldArticle(Contract):
    """Snapshot of an article's held version: the data of `article-held`.

    `number` only rises; the highest holds. `revision` is the held version's. `status` is `held` while it
    waits for a person and `withdrawn` while its article is; else it tells how the hold ended. `article` is
    the held version whole, absent once it ended. `public_revision` is what readers see meanwhile. `cause`
    names the question that its doubts put about its source, `reason` why the hold ended.
    """

    id: ArticleId
    number: int = Field(ge=1)
    revision: int = Field(ge=1)
    status: HoldStatus
    source: str
    source_id: str
    doubts: tuple[Doubt, ...] = ()
    cause: str
    received_at: AwareDatetime
    changed_at: AwareDatetime
    public_revision: int | None = None
    article: ArticleRevision | None = None
    reason: str | None = None
