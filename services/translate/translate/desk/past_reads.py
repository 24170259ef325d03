"""Past reads: what readers saw at an instant, also of what was withheld since; from the log's archive."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, Protocol

from newsroom.events.articles import ArticleRevision
from newsroom.events.live import PublicArticle
from newsroom.runtime.clock import Clock
from newsroom.streams.cursor import ORIGIN, Cursor
from translate.desk.article_view import ArticleView
from translate.desk.orders import DeskOrders

_LOOKED_AT = 1000  # entries of the log, the newest at the instant
_LISTED = 40
_TICK = timedelta(milliseconds=1)

Seen = Literal["shown", "withheld", "withdrawn", "never"]
Known = Literal["whole", "ahead", "dropped", "archiving"]


@dataclass(frozen=True, slots=True)
class LoggedRevision:
    """Last entry about an article at an instant.

    `article` is what it showed, None of a withdrawal, and of what was redacted since. `revision` is None in
    entries that were redacted before their number was kept.
    """

    article_id: str
    cursor: Cursor
    change: str
    revision: int | None
    article: PublicArticle | None
    is_withheld: bool

    @property
    def at(self) -> datetime:
        return datetime.fromtimestamp(self.cursor.ms / 1000, UTC)

    @property
    def seen(self) -> Seen:
        """What readers met; `withheld` was shown then, and must not be shown to them today."""
        if self.change == "withdrawn":
            return "withdrawn"
        return "withheld" if self.is_withheld or self.article is None else "shown"


@dataclass(frozen=True, slots=True)
class SeenText:
    """Text that readers saw."""

    headline: str
    lead: str | None
    body: str | None
    language: str

    @classmethod
    def of(cls, article: PublicArticle | ArticleRevision) -> "SeenText":
        return cls(article.headline, article.lead, article.body, article.language)


@dataclass(frozen=True, slots=True)
class SeenArticle:
    """An article as readers met it at an instant. `text` is None of what is withheld and not revealed."""

    id: str
    seen: Seen
    logged: LoggedRevision | None
    text: SeenText | None
    view: ArticleView


class LogArchive(Protocol):
    """Port to the log's archive and the contents of revisions. Calls raise StoreUnavailableError."""

    async def last(self, article_ids: Sequence[str], end: Cursor) -> dict[str, LoggedRevision]:
        """The last entry of each article below a cursor."""
        ...

    async def changed_lately(self, end: Cursor, limit: int) -> list[str]:
        """The articles of the last entries below a cursor."""
        ...

    async def content(self, logged: LoggedRevision) -> ArticleRevision | None:
        """The content of the revision that an entry showed."""
        ...

    async def dropped_until(self) -> Cursor | None: ...
    async def newest(self) -> Cursor | None: ...


class Articles(Protocol):
    """Port to the articles as they are today."""

    async def articles(self, ids: set[str]) -> dict[str, ArticleView]: ...


@dataclass(frozen=True, slots=True)
class PastReads:
    """Reads as of an instant, for editors. Calls raise StoreUnavailableError."""

    archive: LogArchive
    articles: Articles
    orders: DeskOrders
    clock: Clock

    async def known(self, at: datetime, position: str) -> Known:
        """Whether the archive is whole at an instant; `position` is the newest entry that is known of."""
        if at > self.clock.now():
            return "ahead"
        dropped, newest = await self.archive.dropped_until(), await self.archive.newest()
        if dropped is not None and end_of(at) <= dropped:
            return "dropped"
        is_whole = (newest or ORIGIN) >= min(end_of(at), Cursor.parse(position))
        return "whole" if is_whole else "archiving"

    async def article(self, article_id: str, at: datetime) -> SeenArticle:
        """One article, without the text of what is withheld."""
        logged = (await self.archive.last([article_id], end_of(at))).get(article_id)
        view = (await self.articles.articles({article_id}))[article_id]
        return _seen(article_id, logged, view)

    async def reveal(self, article_id: str, at: datetime, editor: str, reason: str) -> SeenArticle:
        """One article with its text, also a withheld one; its audit trail notes that before it is read."""
        seen = await self.article(article_id, at)
        if seen.logged is None or seen.seen != "withheld":
            return seen
        await self.orders.order(article_id, "reveal", editor, f"{at.isoformat()}: {reason}")
        kept = seen.logged.article or await self.archive.content(seen.logged)
        text = SeenText.of(kept) if kept else None
        return SeenArticle(article_id, seen.seen, seen.logged, text, seen.view)

    async def feed(self, language: str, category: str | None, at: datetime) -> list[SeenArticle]:
        """The newest that readers of a language were shown, among the last changes before the instant."""
        ids = await self.archive.changed_lately(end_of(at), _LOOKED_AT)
        logged = await self.archive.last(ids, end_of(at))
        views = await self.articles.articles(set(logged))
        seen = [_seen(id_, entry, views[id_]) for id_, entry in logged.items()]
        public = [one for one in seen if one.seen in ("shown", "withheld")]
        listed = [one for one in public if _is_of(one, language, category)]
        return sorted(listed, key=_first_published, reverse=True)[:_LISTED]


def end_of(at: datetime) -> Cursor:
    """The lowest cursor above every entry of an instant."""
    return Cursor(int((at + _TICK).timestamp() * 1000), 0)


def _seen(article_id: str, logged: LoggedRevision | None, view: ArticleView) -> SeenArticle:
    seen: Seen = logged.seen if logged else "never"
    shown = logged.article if logged and seen == "shown" else None
    return SeenArticle(article_id, seen, logged, SeenText.of(shown) if shown else None, view)


def _is_of(seen: SeenArticle, language: str, category: str | None) -> bool:
    """Whether it was listed there; of what was redacted since, by what it is today."""
    article = (seen.logged.article if seen.logged else None) or seen.view.content
    return article is not None and article.language == language and category in (None, article.category)


def _first_published(seen: SeenArticle) -> datetime:
    article = seen.logged.article if seen.logged else None
    if article is not None:
        return article.first_published_at
    return seen.view.content.published_at if seen.view.content else datetime.min.replace(tzinfo=UTC)
