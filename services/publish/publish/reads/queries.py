"""Query parameters of the reads: filters, limits, cursors and page tokens, each refused by name."""

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Annotated

from fastapi import Query
from pydantic import StringConstraints

from newsroom.events.topics import Filter
from newsroom.http.problems import FieldProblem, ProblemError
from newsroom.live import InvalidQueryError
from newsroom.streams.cursor import Cursor, MalformedCursorError, Since, parse_since
from publish.feeds.feed_page import PageToken
from publish.http.page_token import MalformedTokenError
from publish.reads.revision_pages import RevisionToken
from publish.search.query import HitOrder, SearchQuery

_MOST, _LONGEST = 50, 200  # values of one name, and characters of each: no topic is longer
_Topic = Annotated[str, StringConstraints(max_length=_LONGEST)]
Languages = Annotated[Sequence[str], Query(alias="lang", max_length=20)]
Categories = Annotated[Sequence[_Topic], Query(alias="category", max_length=_MOST)]
Tags = Annotated[Sequence[_Topic], Query(alias="tag", max_length=_MOST)]
Limit = Annotated[int, Query(ge=1, le=100)]
Page = Annotated[str | None, Query(description="the token from `next`")]
Words = Annotated[str | None, Query(alias="q", max_length=200, description="words to search for")]
Sort = Annotated[HitOrder | None, Query(description="order of what is found by `q`")]
CursorText = Annotated[str | None, Query(alias="cursor", description="a place in the live log")]


class UnknownLanguageError(ValueError):
    """A language outside the configured set."""


def filter_of(
    languages: Sequence[str], categories: Sequence[str], tags: Sequence[str], known: Sequence[str]
) -> Filter:
    """A filter. Raises UnknownLanguageError; categories and tags are open."""
    for language in languages:
        if language not in known:
            raise UnknownLanguageError(f"{language!r} is not one of {', '.join(known)}")
    return Filter(frozenset(languages), frozenset(categories), frozenset(tags))


def checked_filter(
    languages: Sequence[str], categories: Sequence[str], tags: Sequence[str], known: Sequence[str]
) -> Filter:
    """As `filter_of`, refused as a problem."""
    try:
        return filter_of(languages, categories, tags, known)
    except UnknownLanguageError as error:
        raise _bad("lang", str(error)) from error


def words_of(text: str | None, wanted: Filter, known: Sequence[str]) -> SearchQuery | None:
    """The search for these words in a filter's languages, or in all; None without words."""
    return SearchQuery.of(text, sorted(wanted.languages) or known) if text is not None else None


def checked_order(order: HitOrder | None, query: SearchQuery | None) -> HitOrder:
    """An order of hits, the newest first without one; refused where nothing is searched for."""
    if order is HitOrder.RELEVANCE and query is None:
        raise _bad("sort", "only what is searched for, by `q`, has a relevance")
    return order or HitOrder.NEWEST


def check_not_searched(text: str | None, order: HitOrder | None) -> None:
    """Refuses a search, or its order, of an earlier instant."""
    if text is not None or order is not None:
        raise _bad("as_of", "a search looks at what is shown now; leave out q and sort")


def checked_page(text: str | None) -> PageToken | None:
    """A page token, refused as a problem."""
    try:
        return PageToken.decode(text) if text else None
    except MalformedTokenError as error:
        raise _bad("page", str(error)) from error


def checked_revision_page(text: str | None) -> RevisionToken | None:
    """A page token of revisions, refused as a problem."""
    try:
        return RevisionToken.decode(text) if text else None
    except MalformedTokenError as error:
        raise _bad("page", str(error)) from error


def checked_since(text: str | None) -> Cursor | Since:
    """The start of a reader of the log, the earliest without one; refused as a problem."""
    if text is None:
        return Since.EARLIEST
    try:
        return parse_since(text)
    except MalformedCursorError as error:
        cure = "write a cursor as it was given: in an answer's cursor or an event's id"
        raise _bad("cursor", cure) from error


def stream_filter(known: Sequence[str]) -> Callable[[Sequence[tuple[str, str]]], Filter]:
    """The parser of the live stream's query."""

    def parse(query: Sequence[tuple[str, str]]) -> Filter:
        wanted: dict[str, list[str]] = {"lang": [], "category": [], "tag": []}
        for name, value in query:
            if name not in wanted:
                raise InvalidQueryError(name, "there is no such query parameter")
            if len(value) > _LONGEST or len(wanted[name]) == _MOST:
                raise InvalidQueryError(name, f"at most {_MOST} values of {_LONGEST} characters")
            wanted[name].append(value)
        try:
            return filter_of(wanted["lang"], wanted["category"], wanted["tag"], known)
        except UnknownLanguageError as error:
            raise InvalidQueryError("lang", str(error)) from error

    return parse


def _bad(field: str, problem: str) -> ProblemError:
    return ProblemError(HTTPStatus.BAD_REQUEST, f"{field}: {problem}", errors=[FieldProblem(field, problem)])
