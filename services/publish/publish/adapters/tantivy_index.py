"""Search index on this replica's own disk, by Tantivy (https://github.com/quickwit-oss/tantivy).

Tantivy's own analysis knows too little of our languages: it gets the terms ready, and splits at blanks. One
document a searchable article, and one that holds the position, so that both are committed at once.
"""

import asyncio
import fcntl
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from tantivy import Document, FieldType, Index, IndexWriter, Occur, Query, Schema, SchemaBuilder, Searcher

from newsroom.stores.errors import StoreUnavailableError
from publish.feeds.feed_page import PageToken
from publish.search.entries import IndexChange, IndexedArticle, published_instant, published_ms
from publish.search.ports import Hits
from publish.search.query import HitOrder, Search
from publish.search.ranking import RANKED, ScoredHit, ranked

_HEAP_BYTES = 15_000_000  # Tantivy's least: it writes a segment whenever that is full
_POSITION_ID = "position"  # no article's id: those have 26 characters
_HEADLINE_BOOST = 2.0
_SLACK = 16  # hits read beyond a page, for those that share a place
_ID_LETTERS = "234567abcdefghijklmnopqrstuvwxyz"  # in the order that ids compare by
_ID_BITS = 15
T = TypeVar("T")


def _schema() -> Schema:
    fields = SchemaBuilder()
    fields.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for name in ("language", "category", "tag"):
        fields.add_text_field(name, tokenizer_name="raw", index_option="basic")
    fields.add_integer_field("place", stored=True, fast=True)
    for name in ("headline", "text"):
        fields.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    for name in ("position", "stamp"):
        fields.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
    return fields.build()


_SCHEMA = _schema()


@dataclass(slots=True)
class _Opened:
    """Open index with its writer and the lock of its folder."""

    index: Index
    writer: IndexWriter
    searcher: Searcher
    stamp: str


class TantivyIndex:
    """Index in a folder that one process at a time has; without one, in a folder that goes with the process.

    Calls raise `StoreUnavailableError`; after a failed one the index is opened anew.
    """

    def __init__(self, folder: Path | None) -> None:
        self._lasting = folder
        self._folder = folder
        self._lock_file: int | None = None
        self._opened: _Opened | None = None
        self._busy = threading.Lock()  # a call that was cancelled goes on in its thread

    async def open(self, stamp: str) -> str | None:
        """The position of the index, None where it must be built."""
        return await self._keeping(lambda: self._open(stamp))

    async def clear(self) -> None:
        """Takes everything out."""

        def clear(opened: _Opened) -> None:
            opened.writer.delete_all_documents()
            _commit(opened)

        await self._writing(clear)

    async def enter(self, changes: Sequence[IndexChange]) -> None:
        """Writes or takes out entries, seen from the next `commit` on."""
        if changes:
            await self._writing(lambda opened: _enter(opened.writer, changes))

    async def commit(self, position: str | None) -> None:
        """Syncs what was entered, with the position that it is of."""

        def commit(opened: _Opened) -> None:
            if position is not None:
                opened.writer.delete_documents_by_term("id", _POSITION_ID)
                marker = Document(id=_POSITION_ID, position=position, stamp=opened.stamp)
                opened.writer.add_document(marker)
            _commit(opened)

        await self._writing(commit)

    async def find(self, search: Search) -> Hits:
        """A page of hits."""
        searcher = self._current().searcher
        try:
            return await asyncio.to_thread(_find, searcher, search)
        except (ValueError, OSError) as error:
            raise self._failure(error) from error

    async def close(self) -> None:
        """Gives the folder up; what was not committed is lost."""
        await asyncio.to_thread(self._close)

    async def _writing(self, write: Callable[[_Opened], None]) -> None:
        def locked() -> None:
            with self._busy:
                write(self._current())

        await self._keeping(locked)

    async def _keeping(self, call: Callable[[], T]) -> T:
        """The result of a write, in a thread."""
        try:
            return await asyncio.to_thread(call)
        except (ValueError, OSError) as error:  # Tantivy raises ValueError for all that goes wrong
            self._opened = None
            raise self._failure(error) from error

    def _failure(self, reason: object) -> StoreUnavailableError:
        return StoreUnavailableError(f"search index: {reason}")

    def _current(self) -> _Opened:
        if self._opened is None:
            raise self._failure("it is being opened")
        return self._opened

    def _open(self, stamp: str) -> str | None:
        with self._busy:
            self._opened = None  # first, so that its writer lets the folder go
            index = _index_in(self._lock() / "index")
            index.config_reader("manual")
            self._opened = _Opened(index, index.writer(_HEAP_BYTES, 1), index.searcher(), stamp)
            position, of = _position(self._opened.searcher)
            return position if of == stamp else None

    def _lock(self) -> Path:
        """The folder, which this process alone has from now on."""
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="newsroom-search-"))
        if self._lock_file is not None:
            return self._folder
        self._folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(self._folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(lock)
            raise self._failure("another replica has it, and each needs one of its own") from error
        self._lock_file = lock
        return self._folder

    def _close(self) -> None:
        with self._busy:
            self._opened = None
            if self._lock_file is not None:
                os.close(self._lock_file)
                self._lock_file = None
            if self._folder is not None and self._lasting is None:
                shutil.rmtree(self._folder, ignore_errors=True)
                self._folder = None


def _index_in(files: Path) -> Index:
    files.mkdir(exist_ok=True)
    try:
        return Index(_SCHEMA, str(files))
    except ValueError:  # of another version, or damaged: all that is in it can be made again
        shutil.rmtree(files)
        files.mkdir()
        return Index(_SCHEMA, str(files))


def _commit(opened: _Opened) -> None:
    opened.writer.commit()
    opened.index.reload()
    opened.searcher = opened.index.searcher()


def _enter(writer: IndexWriter, changes: Iterable[IndexChange]) -> None:
    for change in changes:
        writer.delete_documents_by_term("id", change.article_id)
        if change.article is not None:
            writer.add_document(_document(change.article))


def _document(article: IndexedArticle) -> Document:
    return Document(
        id=article.id,
        language=article.language,
        category=[article.category] if article.category is not None else [],
        tag=[tag.id for tag in article.tags],
        place=_place(article.published_ms, article.id),
        headline=" ".join(article.headline_terms()),
        text=" ".join(article.text_terms()),
    )


def _position(searcher: Searcher) -> tuple[str | None, str | None]:
    """The position committed last, and the stamp it was made under."""
    hits = searcher.search(_term("id", _POSITION_ID), 1, count=False).hits
    if not hits:
        return None, None
    marker = searcher.doc(hits[0][1])
    return str(marker["position"][0]), str(marker["stamp"][0])


def _find(searcher: Searcher, search: Search) -> Hits:
    position, _ = _position(searcher)
    query = _query(search)
    if query is None:
        return Hits([], None, position)
    if search.order is HitOrder.RELEVANCE:
        found = _after(_best(searcher, query), search.below)
    else:
        found = _newest(searcher, query, search)
    page, more = found[: search.limit], found[search.limit :]
    following = PageToken(published_instant(page[-1].published_ms), page[-1].article_id) if more else None
    return Hits([hit.article_id for hit in page], following, position)


def _query(search: Search) -> Query | None:
    """All stems of a language in an article of it; None where no language has any."""
    languages = [
        _all_of([_unscored(_term("language", language)), *_stems(stems, search.order)])
        for language, stems in search.query.stems.items()
        if stems
    ]
    if not languages:
        return None
    query = [_any_of(languages)]
    for name, values in (("category", search.wanted.categories), ("tag", search.wanted.tags)):
        if values:
            query.append(_unscored(Query.term_set_query(_SCHEMA, name, sorted(values))))
    if search.below is not None and search.order is HitOrder.NEWEST:
        highest = _place(published_ms(search.below.published_at), search.below.article_id)
        up_to = Query.range_query(_SCHEMA, "place", FieldType.Integer, upper_bound=highest)
        query.append(_unscored(up_to))
    return _all_of(query)


def _stems(stems: Iterable[str], order: HitOrder) -> list[Query]:
    if order is HitOrder.NEWEST:
        return [_unscored(_term("text", stem)) for stem in sorted(stems)]
    return [_weighted(stem) for stem in sorted(stems)]


def _weighted(stem: str) -> Query:
    """A stem that must be in the text, and counts for more in the headline."""
    text, headline = (Query.term_query(_SCHEMA, name, stem, "freq") for name in ("text", "headline"))
    boosted = Query.boost_query(headline, _HEADLINE_BOOST)
    return Query.boolean_query([(Occur.Must, text), (Occur.Should, boosted)])


def _newest(searcher: Searcher, query: Query, search: Search) -> list[ScoredHit]:
    """More than a page of hits, newest first, below a place.

    The index orders by instant and the beginning of the id; the few that share both are ordered here.
    """
    wanted = search.limit + 1
    below = search.below
    edge = None if below is None else (published_ms(below.published_at), below.article_id)
    at_once = wanted + _SLACK
    while True:
        found = searcher.search(query, at_once, count=False, order_by_field="place").hits
        hits = [
            ScoredHit(str(searcher.doc(address)["id"][0]), place >> _ID_BITS, 0) for place, address in found
        ]
        ordered = sorted(((hit.published_ms, hit.article_id), hit) for hit in hits)[::-1]
        page = [hit for place, hit in ordered if edge is None or place < edge][:wanted]
        if len(found) < at_once or (len(page) == wanted and _place_of(page[-1]) > found[-1][0]):
            return page
        at_once *= 2


def _best(searcher: Searcher, query: Query) -> list[ScoredHit]:
    found = searcher.search(query, RANKED, count=False).hits
    documents = [(score, searcher.doc(address)) for score, address in found]
    return ranked(
        [ScoredHit(str(one["id"][0]), int(one["place"][0]) >> _ID_BITS, score) for score, one in documents]
    )


def _after(hits: Sequence[ScoredHit], below: PageToken | None) -> Sequence[ScoredHit]:
    """The hits after the one that a page ended with; none where that is not found any more."""
    if below is None:
        return hits
    ids = [hit.article_id for hit in hits]
    return hits[ids.index(below.article_id) + 1 :] if below.article_id in ids else []


def _place_of(hit: ScoredHit) -> int:
    return _place(hit.published_ms, hit.article_id)


def _place(ms: int, article_id: str) -> int:
    """An instant and the beginning of an id as one number that compares as both do."""
    number = 0
    for letter in f"{article_id:2<3}"[:3]:
        number = number << 5 | _ID_LETTERS.index(letter)
    return ms << _ID_BITS | number


def _term(name: str, text: str) -> Query:
    return Query.term_query(_SCHEMA, name, text, "basic")


def _all_of(queries: Iterable[Query]) -> Query:
    return Query.boolean_query([(Occur.Must, query) for query in queries])


def _any_of(queries: Sequence[Query]) -> Query:
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, one) for one in queries])


def _unscored(query: Query) -> Query:
    return Query.const_score_query(query, 0.0)
