"""The state that ingest keeps of an article: enough to decide its next revision and to find its content."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from newsroom.events.articles import ArticleRevision
from newsroom.events.holds import Doubt

Status = Literal["live", "withdrawn"]


class ContentState(BaseModel):
    """The latest content. `content_hash` is of it as sent, `earlier` are those of superseded contents.

    `version` and `modified_at` are the highest the sender gave. `default_language` is the language once
    it was detected; a default once taken stays. `document_id` names what the content was sent in,
    `address` is its page's, canonical.
    `received_at` is unknown of what came before that was kept.
    """

    model_config = ConfigDict(frozen=True)

    revision: int
    content_hash: str
    earlier: tuple[str, ...] = ()
    version: int | None = None
    modified_at: AwareDatetime | None = None
    first_received_at: AwareDatetime
    received_at: AwareDatetime | None = None
    previous_received_at: AwareDatetime | None = None
    default_language: str | None = None
    embargo_until: AwareDatetime | None = None
    document_id: str | None = None
    address: str | None = None


class Hold(BaseModel):
    """A version that its sender withheld; a newer one is shown again. `modified_at` where none counts."""

    model_config = ConfigDict(frozen=True)

    version: int | None = None
    modified_at: AwareDatetime | None = None


class HeldVersion(BaseModel):
    """A version that waits for a person, beside what is public; discarded, it is what a resend compares with.

    `article` is the version whole, as it is released; None once it was discarded. `withheld` are the ids of
    the articles that this notice keeps from readers meanwhile, perhaps its own.
    """

    model_config = ConfigDict(frozen=True)

    content: ContentState
    doubts: tuple[Doubt, ...] = ()
    article: ArticleRevision | None = None
    discarded: bool = False
    withheld: tuple[str, ...] = ()


class ArticleState(BaseModel):
    """An article as of its highest revision.

    `source` and `source_id` are unknown where it was withdrawn by its id before it ever came, `content`
    wherever it was withdrawn before. `public_from` is when it first became or becomes public. `hold` is
    there while it is withdrawn until a newer version comes, not for good. `order` is the number of the
    desk's last order, so that none is carried out twice. `held` is a version that came after `content` and
    waits for a person, or was discarded; `held_number` is that of the last `article-held`.
    """

    model_config = ConfigDict(frozen=True)

    revision: int
    status: Status = "live"
    source: str | None = None
    source_id: str | None = None
    content: ContentState | None = None
    public_from: AwareDatetime | None = None
    hold: Hold | None = None
    order: int = 0
    held: HeldVersion | None = None
    held_number: int = 0

    @property
    def latest(self) -> ContentState | None:
        """The version that came last, public or not: what the next post is compared with."""
        return self.held.content if self.held else self.content

    @property
    def waiting(self) -> HeldVersion | None:
        """The version that an editor may release or discard; one of a withdrawn article may not be."""
        return self.held if self.held and not self.held.discarded and self.status == "live" else None

    def is_kept_back(self, now: datetime) -> bool:
        """Whether an embargo or a hold has kept it from ever being public."""
        is_embargoed = self.public_from is not None and self.public_from > now
        return is_embargoed or (self.waiting is not None and self.public_from is None)

    def was_public(self, now: datetime) -> bool:
        return self.public_from is not None and self.public_from <= now


@dataclass(frozen=True, slots=True)
class ContentEntry:
    """The entry of a stream that holds the latest content; stream and id by their names in Redis."""

    stream: str
    id: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An article as it was read. `raw` is what a write is compared with, empty where there is nothing.

    `epoch` is that of ingest's numbers as it was read; under another one nothing is written.
    """

    raw: bytes = b""
    state: ArticleState | None = None
    entry: ContentEntry | None = None
    epoch: str = ""
