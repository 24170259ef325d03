"""Commands that change an article, and the outcomes they come to.

Each names its article by id: whose name that is, `ingest.identity` has resolved before.
"""

import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from typing import Literal, Self, TypeAlias

from ingest.access.keys import Sender
from ingest.articles.state import Hold
from ingest.content.urls import canonical_url
from newsroom.events.articles import ArticleDraft
from newsroom.events.desk import FieldChanges
from newsroom.events.holds import Doubt
from newsroom.http.problems import ProblemError

AnswerStatus = Literal[
    "created", "updated", "unchanged", "stale", "withdrawn", "restored", "held", "discarded"
]
_HASH_LENGTH = 24  # 96 bits: contents of one article are compared with each other only
_NOT_CONTENT = {"version", "modified_at", "revert"}


class Reprocessing(Enum):
    """Knowledge of an article in a document that is reprocessed: found in it before, or never."""

    KNOWN = "known"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Post:
    """A draft, to become the article's next revision if it is other content, and newer.

    `content_hash` is of the draft as sent, `size` in bytes, `document_id` names the document it came in.
    `reprocessing` is set where that document is read again. A repeat came by its route before, or is
    what another route has brought. With `doubts` it waits for a person, or is refused where it
    `refuses_doubts`, as its source's rule is. A shared name has been seen of several articles. `as_sent` is
    the draft before categories and dates were changed. `arrived_at` is its place among undated ones that came
    together, else it arrives when it is decided. While it waits for a person it `withholds` these ids.
    """

    article_id: str
    draft: ArticleDraft
    content_hash: str
    size: int = 0
    document_id: str | None = None
    reprocessing: Reprocessing | None = None
    is_repeat: bool = False
    doubts: tuple[Doubt, ...] = ()
    refuses_doubts: bool = False
    has_shared_name: bool = False
    as_sent: ArticleDraft | None = None
    arrived_at: datetime | None = None
    withholds: tuple[str, ...] = ()

    @classmethod
    def of(cls, draft: ArticleDraft, size: int = 0, document_id: str | None = None) -> Self:
        return cls(draft.id, draft, content_hash(draft), size, document_id, as_sent=draft)

    @property
    def address(self) -> str | None:
        """The canonical address of the article's page, None where it names none."""
        return canonical_url(self.draft.url) if self.draft.url else None

    def with_draft(self, draft: ArticleDraft) -> "Post":
        """The same post of another draft, which may be another article's."""
        return replace(self, article_id=draft.id, draft=draft, content_hash=content_hash(draft))

    def under(self, source_id: str, url: str | None) -> "Post":
        """The same post as an article's of another name; compared it is as it was sent under that."""
        changes = {"source_id": source_id, "url": url}
        draft, sent = (own.model_copy(update=changes) for own in (self.draft, self.as_sent or self.draft))
        return replace(self, article_id=draft.id, draft=draft, as_sent=sent, content_hash=content_hash(sent))

    def reprocessed(self, *, is_known: bool) -> "Post":
        """The same post of a document that is read again; whether the article was found in it before."""
        known = Reprocessing.KNOWN if is_known else Reprocessing.NEW
        return replace(self, reprocessing=known, is_repeat=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A command about an article as it is.

    `source` and `source_id` are as the command names the article. `sender` is whose right to the source is
    checked; None is the desk, whose right to all of them translate has checked. `order` is the number of
    the desk's order, 0 for a sender's request.
    """

    article_id: str
    source: str | None = None
    source_id: str | None = None
    reason: str | None = None
    sender: Sender | None = None
    order: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw(Act):
    """Withdraws an article, also one never seen: for good, or with a `hold` until a newer version comes."""

    hold: Hold | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Restore(Act):
    """Brings a withdrawn article back with its latest content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftEmbargo(Act):
    """Makes public now what waits for its time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release(Act):
    """Makes a held version the article's content, with `changes`; only that of `held_revision`, if given.

    With a `cause` it ends the doubts of that question alone: a version that has others waits on.
    """

    held_revision: int | None = None
    cause: str | None = None
    changes: FieldChanges | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Discard(Act):
    """Drops a held version; what is public stays. Only that of `held_revision`, if given."""

    held_revision: int | None = None


Command: TypeAlias = Post | Withdraw | Restore | LiftEmbargo | Release | Discard


@dataclass(frozen=True, slots=True)
class Answer:
    """The state that an article reached by a command. What it reports is on disk.

    `reason` and `doubts` come with `held`.
    """

    id: str
    revision: int
    status: AnswerStatus
    reason: str | None = None
    doubts: tuple[Doubt, ...] = field(default=(), compare=False)

    def as_json(self) -> dict[str, str | int]:
        """The answer as its sender reads it."""
        members: dict[str, str | int] = {"id": self.id, "revision": self.revision, "status": self.status}
        return members if self.reason is None else {**members, "reason": self.reason}


Outcome: TypeAlias = Answer | ProblemError


def content_hash(draft: ArticleDraft) -> str:
    """The identity of a draft's content as it was sent, in hexadecimal.

    A field that is absent, null or at its default counts as the same.
    """
    # The model's order of fields makes the text canonical; a field added later changes no earlier hash.
    text = draft.model_dump_json(exclude=_NOT_CONTENT, exclude_defaults=True)
    return hashlib.sha256(text.encode()).hexdigest()[:_HASH_LENGTH]
