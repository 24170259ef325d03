"""The state that ingest keeps of an article: enough to decide its next revision and to find its content."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

Status = Literal["live", "withdrawn"]


class ContentState(BaseModel):
    """The latest content. `content_hash` is of it as sent, `earlier` are those of superseded contents.

    `version` and `modified_at` are the highest the sender gave. `default_language` is the language once
    it was detected; a default once taken stays. `document_id` names what the content was sent in.
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


class Hold(BaseModel):
    """A version that its sender withheld; a newer one is shown again. `modified_at` where none counts."""

    model_config = ConfigDict(frozen=True)

    version: int | None = None
    modified_at: AwareDatetime | None = None


class ArticleState(BaseModel):
    """An article as of its highest revision.

    `source` and `source_id` are unknown where it was withdrawn by its id before it ever came, `content`
    wherever it was withdrawn before. `public_from` is when it first became or becomes public. `hold` is
    there while it is withdrawn until a newer version comes, not for good. `order` is the number of the
    desk's last order, so that none is carried out twice.
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
