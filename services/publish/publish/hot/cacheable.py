"""Which addresses' answers are kept, and what each shows something of: a pure reading of the request."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from urllib.parse import parse_qsl

from newsroom.events.identity import is_article_id
from newsroom.events.topics import Filter
from publish.hot.invalidation import EVERYTHING, Watched, watched_article, watched_by

_READ_LATELY = 8192
_LIMITS = {str(limit): limit for limit in range(1, 101)}
_MOST_VALUES = 20  # of one name; longer lists of filters are nobody's first page


class Varies(Enum):
    """What else but its address an answer depends on."""

    NOTHING = auto()
    ACCEPT = auto()
    COOKIE = auto()


@dataclass(frozen=True, slots=True)
class Place:
    """An address, in its one canonical spelling. `language` is that of a page, for what it remembers."""

    key: str
    watched: Watched
    varies: Varies = Varies.NOTHING
    language: str = ""


FindPlace = Callable[[str, bytes], Place | None]


def places(languages: Sequence[str], suffixes: Sequence[str]) -> FindPlace:
    """Finds the place of a path and a query, None where what is answered there is not kept."""

    @lru_cache(_READ_LATELY)
    def find(path: str, query: bytes) -> Place | None:
        asked = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
        if path == "/v1/feed":
            return _feed(asked, languages)
        if path.startswith("/v1/articles/"):
            return _article(path) if not asked else None
        if path == "/sitemap-news.xml":
            return Place(path, EVERYTHING) if not asked else None
        first, *parts = path[1:].split("/")
        if first not in languages or not parts:
            return None
        name, _, suffix = parts[-1].partition(".")
        if name == "feed" and suffix in suffixes:
            return _file(path, first, parts[:-1]) if not asked else None
        return _page(path, first, asked)

    return find


def _feed(asked: Sequence[tuple[str, str]], languages: Sequence[str]) -> Place | None:
    """The first page of a feed; whatever is odd about the query is for the route to judge."""
    values: Mapping[str, list[str]] = {"lang": [], "category": [], "tag": [], "limit": []}
    for name, value in asked:
        if name not in values or len(values[name]) == _MOST_VALUES:
            return None
        values[name].append(value)
    limit = _LIMITS.get(values["limit"][0] if values["limit"] else "20")
    if limit is None or len(values["limit"]) > 1 or not set(values["lang"]) <= set(languages):
        return None
    wanted = Filter(*(frozenset(values[name]) for name in ("lang", "category", "tag")))
    return Place(f"/v1/feed?{wanted.key}&{limit}", watched_by(wanted), Varies.ACCEPT)


def _article(path: str) -> Place | None:
    article_id = path.rpartition("/")[2]
    if path != f"/v1/articles/{article_id}" or not is_article_id(article_id):
        return None
    return Place(path, watched_article(article_id), Varies.ACCEPT)


def _file(path: str, language: str, categories: Sequence[str]) -> Place | None:
    if len(categories) > 1:
        return None
    return Place(path, watched_by(Filter(frozenset({language}), frozenset(categories))))


def _page(path: str, language: str, asked: Sequence[tuple[str, str]]) -> Place | None:
    """Any page but a search. Of the query it depends on `page` alone; it lists its language's news."""
    if path == f"/{language}/search":
        return None
    pages = [value for name, value in asked if name == "page"]
    key = f"{path}?{pages[-1]}" if pages else path
    return Place(key, watched_by(Filter(frozenset({language}))), Varies.COOKIE, language)
