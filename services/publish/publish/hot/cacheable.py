"""Cacheable requests: their canonical keys, and the dependencies of each response. Pure."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from urllib.parse import parse_qsl

from newsroom.events.identity import is_article_id
from newsroom.events.topics import Filter
from publish.hot.invalidation import EVERYTHING, Dependencies, article_dependencies, filter_dependencies

_REMEMBERED = 8192
_LIMITS = {str(limit): limit for limit in range(1, 101)}
_MOST_VALUES = 20  # of one name; longer lists of filters are nobody's first page
_LONGEST = 500  # characters of path and query: longer ones are remembered nowhere


Key = tuple[Hashable, ...]


class Varies(Enum):
    """Header that a response varies by, beside its address."""

    NOTHING = auto()
    ACCEPT = auto()
    COOKIE = auto()


@dataclass(frozen=True, slots=True)
class Resource:
    """A cacheable address under its one canonical key. `language` is that of a page, for its cookie.

    A key is a tuple, since texts joined by any sign that a reader may write are equal for unequal addresses.
    """

    key: Key
    dependencies: Dependencies
    varies: Varies = Varies.NOTHING
    language: str = ""


FindResource = Callable[[str, bytes], Resource | None]


def cacheable_resources(languages: Sequence[str], suffixes: Sequence[str]) -> FindResource:
    """The lookup from a path and a query to its resource, None where the response is not cached.

    `suffixes` are those of the feeds' formats.
    """

    @lru_cache(_REMEMBERED)
    def known(path: str, query: bytes) -> Resource | None:
        parameters = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
        if path == "/v1/feed":
            return _feed(parameters, languages)
        if path.startswith("/v1/articles/"):
            return _article(path) if not parameters else None
        if path == "/sitemap-news.xml":
            return Resource((path,), EVERYTHING) if not parameters else None
        first, *parts = path[1:].split("/")
        if first not in languages or not parts:
            return None
        name, _, suffix = parts[-1].partition(".")
        if name == "feed" and suffix in suffixes:
            return _file(path, first, parts[:-1]) if not parameters else None
        return _page(path, first, parameters)

    def find(path: str, query: bytes) -> Resource | None:
        return known(path, query) if len(path) + len(query) <= _LONGEST else None

    return find


def _feed(parameters: Sequence[tuple[str, str]], languages: Sequence[str]) -> Resource | None:
    """The first page of a feed; whatever is odd about the query is for the route to judge."""
    values: Mapping[str, list[str]] = {"lang": [], "category": [], "tag": [], "limit": []}
    for name, value in parameters:
        if name not in values or len(values[name]) == _MOST_VALUES:
            return None
        values[name].append(value)
    limit = _LIMITS.get(values["limit"][0] if values["limit"] else "20")
    if limit is None or len(values["limit"]) > 1 or not set(values["lang"]) <= set(languages):
        return None
    wanted = Filter(*(frozenset(values[name]) for name in ("lang", "category", "tag")))
    return Resource(("/v1/feed", wanted, limit), filter_dependencies(wanted), Varies.ACCEPT)


def _article(path: str) -> Resource | None:
    article_id = path.rpartition("/")[2]
    if path != f"/v1/articles/{article_id}" or not is_article_id(article_id):
        return None
    return Resource((path,), article_dependencies(article_id), Varies.ACCEPT)


def _file(path: str, language: str, categories: Sequence[str]) -> Resource | None:
    if len(categories) > 1:
        return None
    return Resource((path,), filter_dependencies(Filter(frozenset({language}), frozenset(categories))))


def _page(path: str, language: str, parameters: Sequence[tuple[str, str]]) -> Resource | None:
    """Any page but a search. Of the query it depends on `page` alone; it lists its language's news."""
    if path == f"/{language}/search":
        return None
    pages = [value for name, value in parameters if name == "page"]
    return Resource(
        (path, *pages[-1:]), filter_dependencies(Filter(frozenset({language}))), Varies.COOKIE, language
    )
