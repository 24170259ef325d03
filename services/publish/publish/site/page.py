"""What a page is before it is rendered."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from http import HTTPStatus

from newsroom.events.live import PublicArticle, PublicItem
from newsroom.events.topics import Filter


@dataclass(frozen=True, slots=True)
class Edition:
    """The same page in a language: a way there, and whether it is this very page or only the nearest one."""

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
        """As `/v1/stream` takes it."""
        names = (
            ("lang", self.wanted.languages),
            ("category", self.wanted.categories),
            ("tag", self.wanted.tags),
        )
        return [
            *((name, value) for name, values in names for value in sorted(values)),
            ("cursor", self.cursor),
        ]


@dataclass(frozen=True, slots=True)
class Listing:
    """Some of a list, newest first. `older` is the path of what follows, None at the end."""

    items: Sequence[PublicItem]
    older: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What every template is given. `path` is the canonical one, None where none should be found again."""

    path: str | None
    editions: Sequence[Edition]
    live: Live
    latest: Listing
    today: date
    default_path: str | None = None
    status: HTTPStatus = HTTPStatus.OK


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontPage(Page):
    lead: PublicArticle | None = None
    cards: Sequence[PublicItem] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryPage(Page):
    category: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsPage(Page):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage(Page):
    article: PublicArticle


@dataclass(frozen=True, slots=True, kw_only=True)
class GonePage(Page):
    status: HTTPStatus = field(default=HTTPStatus.GONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingPage(Page):
    status: HTTPStatus = field(default=HTTPStatus.NOT_FOUND)
