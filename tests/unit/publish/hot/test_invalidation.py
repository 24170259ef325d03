"""An entry of the live log makes outdated whatever it changes, and as little else as may be."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.events.topics import Filter, topics_of
from newsroom.live import LiveEntry
from newsroom.streams.cursor import Cursor
from publish.hot.invalidation import (
    EVERYTHING,
    Dependencies,
    InvalidationIndex,
    Mark,
    article_dependencies,
    filter_dependencies,
)

LANGUAGES = st.sampled_from(("en", "az"))
CATEGORIES = st.sampled_from(("a", "b", "c"))
TAGS = st.frozensets(st.sampled_from(("x", "y")))
FILTERS = st.builds(Filter, st.frozensets(LANGUAGES), st.frozensets(CATEGORIES, max_size=2), TAGS)
NOTHING: frozenset[str] = frozenset()
SIDES = st.builds(topics_of, LANGUAGES, st.none() | CATEGORIES, TAGS).map(frozenset) | st.just(NOTHING)


def entry(number: int, before: frozenset[str], after: frozenset[str], article: str = "one") -> LiveEntry:
    return LiveEntry(f"{number}-0", b"{}", "updated", article, before, after)


def topics(language: str = "en", category: str | None = None, *tags: str) -> frozenset[str]:
    return frozenset(topics_of(language, category, tags))


def index(*entries: LiveEntry, remembered: int = 100) -> InvalidationIndex:
    """An index that has recorded these, one after the other, since it began at 1-0."""
    built = InvalidationIndex(remembered)
    built.restart("1-0")
    for recorded in entries:
        built.record([recorded], recorded.cursor)
    return built


def good(recorded: InvalidationIndex, watched: Dependencies, number: int) -> bool:
    return recorded.is_fresh(watched, Mark(1, Cursor(number, 0)))


@given(st.lists(st.tuples(SIDES, SIDES), max_size=8), FILTERS, st.integers(1, 10), st.integers(1, 100))
def test_nothing_that_a_filter_wants_goes_unnoticed(changes, wanted, made, remembered):
    recorded = index(
        *(entry(number, *sides) for number, sides in enumerate(changes, 2)), remembered=remembered
    )
    outdated = any(wanted.matches_change(*sides) for number, sides in enumerate(changes, 2) if number > made)
    if outdated:
        assert not good(recorded, filter_dependencies(wanted), made)


@given(st.lists(st.tuples(SIDES, SIDES), max_size=8), LANGUAGES, st.none() | CATEGORIES, st.integers(1, 10))
def test_a_language_or_category_is_made_anew_for_its_own_changes_alone(changes, language, category, made):
    wanted = Filter(frozenset({language}), frozenset({category} if category else ()))
    recorded = index(*(entry(number, *sides) for number, sides in enumerate(changes, 2)))
    outdated = any(wanted.matches_change(*sides) for number, sides in enumerate(changes, 2) if number > made)
    assert good(recorded, filter_dependencies(wanted), made) is not outdated


def test_an_article_is_changed_by_its_own_entries():
    recorded = index(entry(5, topics(), topics(), "one"))
    assert not good(recorded, article_dependencies("one"), 4)
    assert good(recorded, article_dependencies("one"), 5)
    assert good(recorded, article_dependencies("two"), 1)
    assert not good(recorded, EVERYTHING, 4)


def test_what_is_forgotten_counts_as_changed_when_it_was_last_known():
    recorded = index(entry(5, topics(), topics("en", "a")), entry(6, topics(), topics("az")), remembered=3)
    assert not good(recorded, filter_dependencies(Filter(categories=frozenset({"never"}))), 4)
    assert good(recorded, filter_dependencies(Filter(categories=frozenset({"never"}))), 6)


def test_nothing_made_before_the_reader_began_anew_is_fresh():
    recorded = index(entry(5, topics(), topics()))
    assert good(recorded, EVERYTHING, 5)
    recorded.restart("5-0")
    assert not good(recorded, EVERYTHING, 5)
    assert recorded.is_fresh(EVERYTHING, Mark(2, Cursor(5, 0)))


def test_what_cannot_be_read_is_heard_all_the_same():
    recorded = index()
    recorded.record([], "9-0")
    assert recorded.mark == Mark(1, Cursor(9, 0))


async def test_it_can_be_waited_for():
    recorded = index()
    waiting = asyncio.create_task(recorded.reach(Cursor(6, 0)))
    for number in (5, 6):
        await asyncio.sleep(0)
        assert not waiting.done()
        recorded.record([entry(number, topics(), topics())], f"{number}-0")
    async with asyncio.timeout(5):
        await waiting


def test_entries_before_the_beginning_are_a_mistake():
    with pytest.raises(RuntimeError):
        InvalidationIndex().record([entry(1, topics(), topics())], "1-0")
