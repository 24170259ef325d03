"""Invalidation of cached responses: how far this process has read the live log, and what changed when."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from newsroom.events.topics import Filter, category_topic, language_topic, tag_topic
from newsroom.live import LiveEntry
from newsroom.streams.cursor import ORIGIN, Cursor

_REMEMBERED = 20_000  # topics and articles, each with the entry that last changed it
_LANGUAGE, _CATEGORY = language_topic(""), category_topic("")


@dataclass(frozen=True, slots=True)
class Dependencies:
    """Names that a response depends on, as `changed_names` gives them: a change needs one of every row."""

    rows: tuple[frozenset[str], ...]


EVERYTHING = Dependencies((frozenset({""}),))


def article_dependencies(article_id: str) -> Dependencies:
    """One article; a sibling's effect on it is a change of its own."""
    return Dependencies((frozenset({f"article:{article_id}"}),))


def filter_dependencies(wanted: Filter) -> Dependencies:
    """All that a filter admits."""
    languages = [language_topic(language) for language in wanted.languages]
    categories = [category_topic(category) for category in wanted.categories]
    rows: list[Iterable[str]] = [[tag_topic(tag) for tag in wanted.tags]]
    if languages and categories:
        rows.append(_pairs(languages, categories))
    else:
        rows += [languages, categories]
    named = tuple(frozenset(row) for row in rows)
    return Dependencies(tuple(row for row in named if row) or EVERYTHING.rows)


def changed_names(entry: LiveEntry) -> set[str]:
    """All that an entry changes something of."""
    names = {"", f"article:{entry.article_id}"}
    for topics in (entry.topics_before, entry.topics_after):
        languages = [topic for topic in topics if topic.startswith(_LANGUAGE)]
        categories = [topic for topic in topics if topic.startswith(_CATEGORY)]
        names |= {*topics, *_pairs(languages, categories)}
    return names


def _pairs(languages: Iterable[str], categories: Iterable[str]) -> Iterator[str]:
    return (f"{language} {category}" for language, category in product(languages, categories))


@dataclass(frozen=True, slots=True)
class Mark:
    """High-water mark of the log's reader when a response was computed; one of an earlier era is stale."""

    era: int
    cursor: Cursor


class InvalidationIndex:
    """Index from names to the entry that last changed each, recorded before any subscriber sees the entry."""

    def __init__(self, remembered: int = _REMEMBERED) -> None:
        self.mark: Mark | None = None
        self._remembered = remembered
        self._floor = ORIGIN  # a name without an entry here was last changed no later than this
        self._last: OrderedDict[str, Cursor] = OrderedDict()
        self._advanced = asyncio.Event()

    def restart(self, after: str) -> None:
        """Begins a new era: entries removed since the reader of the log stopped it will never see."""
        era = self.mark.era + 1 if self.mark else 1
        self._last.clear()
        self._floor = Cursor.parse(after)
        self._advance(Mark(era, self._floor))

    def record(self, entries: Sequence[LiveEntry], up_to: str) -> None:
        """Records entries in their order, and the cursor up to which these are all."""
        if self.mark is None:
            raise RuntimeError("entries before the beginning")
        for entry in entries:
            cursor = Cursor.parse(entry.cursor)
            for name in changed_names(entry):
                self._last[name] = cursor
                self._last.move_to_end(name)
        while len(self._last) > self._remembered:
            _, self._floor = self._last.popitem(last=False)
        self._advance(Mark(self.mark.era, Cursor.parse(up_to)))

    def is_fresh(self, dependencies: Dependencies, mark: Mark) -> bool:
        """Whether no dependency has changed since the mark, as far as is recorded."""
        if self.mark is None or mark.era != self.mark.era:
            return False
        return any(self._is_unchanged(row, mark.cursor) for row in dependencies.rows)

    def _is_unchanged(self, row: frozenset[str], since: Cursor) -> bool:
        for name in row:  # noqa: SIM110 - half the time of a generator
            if self._last.get(name, self._floor) > since:
                return False
        return True

    async def reach(self, cursor: Cursor) -> None:
        """Waits until all up to a cursor is recorded."""
        while self.mark is None or self.mark.cursor < cursor:
            await self._advanced.wait()

    def _advance(self, mark: Mark) -> None:
        self.mark = mark
        self._advanced.set()
        self._advanced = asyncio.Event()
