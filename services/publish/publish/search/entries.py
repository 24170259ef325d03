"""Entries of the index, read from the live log's events without what a search does not need."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from newsroom.events.live import PublicArticle
from publish.search.analysis import terms

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SAME_WORDS = frozenset({"linked", "unlinked"})  # changes of what is around an article


def published_ms(instant: datetime) -> int:
    """An instant as milliseconds since 1970, cut as MongoDB cuts them."""
    return (instant - _EPOCH) // timedelta(milliseconds=1)


def published_instant(ms: int) -> datetime:
    """The instant of `published_ms`."""
    return _EPOCH + timedelta(milliseconds=ms)


class _Tag(BaseModel):
    id: str


class IndexedArticle(BaseModel):
    """The part of a shown article that is searched."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    language: str
    headline: str
    lead: str | None = None
    body: str | None = None
    category: str | None = None
    tags: tuple[_Tag, ...] = ()
    published_at: AwareDatetime

    @classmethod
    def of(cls, article: PublicArticle) -> "IndexedArticle":
        return cls.model_validate(article, from_attributes=True)

    @property
    def published_ms(self) -> int:
        """Milliseconds since 1970."""
        return published_ms(self.published_at)

    def headline_terms(self) -> list[str]:
        return terms(self.headline, self.language)

    def text_terms(self) -> list[str]:
        """The terms that it is found by: of its headline, lead and body."""
        return terms("\n".join(filter(None, (self.headline, self.lead, self.body))), self.language)


@dataclass(frozen=True, slots=True)
class IndexChange:
    """Change of one entry of the index; without an article it is taken out."""

    article_id: str
    article: IndexedArticle | None


class _Hidden(BaseModel):
    id: str


class _Change(BaseModel):
    change: str
    article: IndexedArticle | _Hidden = Field(union_mode="left_to_right")


class _LiveEvent(BaseModel):
    data: _Change


def index_changes(events: Iterable[bytes | None]) -> list[IndexChange]:
    """What events of the live log change in the index: of each article the last, of links nothing.

    Garbage put there by hand is passed over; the archive's consumer parks it.
    """
    changes: dict[str, IndexChange] = {}
    for encoded in events:
        try:
            change = _LiveEvent.model_validate_json(encoded or b"").data
        except ValidationError:
            continue
        article = change.article
        if change.change not in _SAME_WORDS:
            shown = article if isinstance(article, IndexedArticle) else None
            changes[article.id] = IndexChange(article.id, shown)
    return list(changes.values())
