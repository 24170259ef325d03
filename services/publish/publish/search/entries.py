"""Entries of the index, made of the live log's changes without what a search does not need."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pydantic import AwareDatetime, BaseModel, ConfigDict

from newsroom.events.live import PublicArticle
from publish.log.logged_change import LoggedChange
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
    revision: int
    language: str
    headline: str
    lead: str | None = None
    body: str | None = None
    category: str | None = None
    tags: tuple[_Tag, ...] = ()
    first_published_at: AwareDatetime

    @classmethod
    def of(cls, article: PublicArticle) -> "IndexedArticle":
        return cls.model_validate(article, from_attributes=True)

    @property
    def published_ms(self) -> int:
        """Milliseconds since 1970."""
        return published_ms(self.first_published_at)

    def headline_terms(self) -> list[str]:
        return terms(self.headline, self.language)

    def text_terms(self) -> list[str]:
        """The terms that it is found by: of its headline, lead and body."""
        return terms("\n".join(filter(None, (self.headline, self.lead, self.body))), self.language)


@dataclass(frozen=True, slots=True)
class IndexChange:
    """Change of one entry of the index; without an article it is taken out.

    One that `tells_nothing_new` is of what is around the article. It counts where the change before it was
    never read: an entry that names a withdrawn sibling leaves the log.
    """

    article_id: str
    article: IndexedArticle | None
    tells_nothing_new: bool = False

    def is_of(self, revision: int) -> bool:
        """Whether it is of an article at that revision."""
        return self.article is not None and self.article.revision == revision


def index_changes(logged: Iterable[LoggedChange]) -> list[IndexChange]:
    """What changes of the live log change in the index: of each article the last."""
    changes: dict[str, IndexChange] = {}
    for change in logged:
        live = change.live
        shown = IndexedArticle.of(live.article) if isinstance(live.article, PublicArticle) else None
        is_link, before = live.change in _SAME_WORDS, changes.get(live.article.id)
        if is_link and before is not None and shown is not None and before.is_of(shown.revision):
            continue
        changes[live.article.id] = IndexChange(live.article.id, shown, tells_nothing_new=is_link)
    return list(changes.values())


class LastEntered:
    """Revisions that were entered last, so that a change of links costs nothing. Bounded."""

    def __init__(self, most: int = 10_000) -> None:
        self._most = most
        self._revisions: dict[str, int] = {}

    def news(self, changes: Iterable[IndexChange]) -> list[IndexChange]:
        """Those that are to be entered, which are taken for entered from now on."""
        news = [change for change in changes if not self._has(change)]
        for change in news:
            self._revisions.pop(change.article_id, None)
            if change.article is not None:
                self._revisions[change.article_id] = change.article.revision
        while len(self._revisions) > self._most:
            del self._revisions[next(iter(self._revisions))]
        return news

    def clear(self) -> None:
        """Forgets all: what was entered may not have been committed."""
        self._revisions.clear()

    def _has(self, change: IndexChange) -> bool:
        known = self._revisions.get(change.article_id)
        return change.tells_nothing_new and known is not None and change.is_of(known)
