"""After a loss of Redis: what ingest remembered of an article, from what publish archived of it. Pure."""

from collections.abc import Iterable
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from ingest.articles.state import ArticleState, ContentState, Status
from newsroom.events.articles import ArticleRevision


class Archived(BaseModel):
    """An article as publish keeps it. `seq` is above 0 if the public ever saw it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str = Field(alias="_id")
    revision: int
    status: Status = "live"
    content: ArticleRevision | None = None
    seq: int = 0


def state_of(archived: Archived, hashes: Iterable[str]) -> ArticleState:
    """The state; `hashes` are of all contents the article ever had, the oldest first."""
    content = archived.content
    if content is None:
        return ArticleState(revision=archived.revision, status=archived.status)
    return ArticleState(
        revision=archived.revision,
        status=archived.status,
        source=content.source,
        source_id=content.source_id,
        content=_content_state(content, hashes),
        public_from=_public_from(archived, content),
    )


def _content_state(content: ArticleRevision, hashes: Iterable[str]) -> ContentState:
    return ContentState(
        revision=content.revision,
        content_hash=content.content_hash,
        earlier=tuple(dict.fromkeys(one for one in hashes if one != content.content_hash)),
        version=content.version,
        modified_at=content.modified_at,
        first_received_at=content.first_received_at,
        received_at=content.received_at,
        previous_received_at=content.previous_received_at,
        # Whether it was sent or detected is not kept; either way it stays where the next post names none.
        default_language=content.language,
        embargo_until=content.embargo_until,
        document_id=content.document_id,
    )


def _public_from(archived: Archived, content: ArticleRevision) -> datetime | None:
    if archived.seq > 0:
        return content.first_received_at
    if archived.status == "withdrawn":
        return None
    return content.embargo_until or content.first_received_at
