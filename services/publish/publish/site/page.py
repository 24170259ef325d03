"""Pages before they are rendered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import ClassVar

from newsroom.events.articles import Tag
from newsroom.events.live import PublicArticle, PublicItem
from newsroom.events.topics import Filter
from publish.reads.trending import Trend


@dataclass(frozen=True, slots=True)
class LanguageEdition:
    """The same page in a language: its path, and whether it is this very page or only the nearest one."""

    language: str
    path: str
    same: bool = True


@dataclass(frozen=True, slots=True)
class Live:
    """The list of a page as it follows the stream: from `cursor` on, by `wanted`.

    One that does not grow (a second page, a day, a search) is only kept true: corrected and withdrawn.
    """

    wanted: Filter
    cursor: str
    grows: bool = True

    @property
    def query(self) -> list[tuple[str, str]]:
        """As `/v1/stream` takes it, without the cursor, which moves on."""
        wanted = self.wanted
        names = (("lang", wanted.languages), ("category", wanted.categories), ("tag", wanted.tags))
        return [(name, value) for name, values in names for value in sorted(values)]


@dataclass(frozen=True, slots=True)
class Listing:
    """Part of a list, newest first. `older` is the path of what follows, None at the end."""

    items: Sequence[PublicItem]
    older: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Content that every template is given.

    `path` is the canonical one, None where a page should not be found by a search engine; `default_path`
    is for readers of none of our languages.
    """

    template: ClassVar[str]

    path: str | None
    editions: Sequence[LanguageEdition]
    live: Live
    listing: Listing
    today: date
    trending: Sequence[Trend] = ()
    default_path: str | None = None
    status: HTTPStatus = HTTPStatus.OK

    @property
    def seen_from(self) -> date:
        """The day whose times need no day beside them."""
        return self.today


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontPage(Page):
    """The newest of a language; `articles` are the few shown at length, the leading one first."""

    template = "front.html"
    articles: Sequence[PublicArticle]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsPage(Page):
    """List of all news."""

    template = "news.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryPage(Page):
    """The news of a category."""

    template = "category.html"
    category: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TagPage(Page):
    """The news about somebody or something."""

    template = "tag.html"
    tag: Tag


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPage(Page):
    """The news of a day; `before` and `after` are its neighbours, None for the days to come."""

    template = "day.html"
    on: date
    before: date
    after: date | None

    @property
    def seen_from(self) -> date:
        return self.on


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage(Page):
    """Results for `words`; nothing was searched for where they are empty."""

    template = "search.html"
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage(Page):
    """Page of an article, the latest news beside it."""

    template = "article.html"
    article: PublicArticle


@dataclass(frozen=True, slots=True, kw_only=True)
class GonePage(Page):
    """Tombstone in place of a withdrawn article, of which it shows nothing."""

    template = "gone.html"
    status: HTTPStatus = HTTPStatus.GONE


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingPage(Page):
    """Page where there is nothing."""

    template = "missing.html"
    status: HTTPStatus = HTTPStatus.NOT_FOUND


@dataclass(frozen=True, slots=True)
class Moved:
    """Redirect: the page is at another path for good."""

    path: str
