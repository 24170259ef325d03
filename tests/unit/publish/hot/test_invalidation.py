"""What is heard of the live log makes outdated whatever it changes, and as little else as may be."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.events.topics import Filter, topics_of
from newsroom.live import LiveEntry
from newsroom.live.cursor import Cursor
from publish.hot.invalidation import EVERYTHING, Heard, Mark, Watched, watched_article, watched_by

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


def heard(*entries: LiveEntry, remembered: int = 100) -> Heard:
    """One that has heard these, one after the other, after it began at 1-0."""
    made = Heard(remembered)
    made.began("1-0")
    for one in entries:
        made.hear([one], one.cursor)
    return made


def good(told: Heard, watched: Watched, number: int) -> bool:
    return told.is_good(watched, Mark(1, Cursor(number, 0)))


@given(st.lists(st.tuples(SIDES, SIDES), max_size=8), FILTERS, st.integers(1, 10), st.integers(1, 100))
def test_nothing_that_a_filter_wants_goes_unnoticed(changes, wanted, made, remembered):
    told = heard(*(entry(number, *sides) for number, sides in enumerate(changes, 2)), remembered=remembered)
    outdated = any(wanted.matches_change(*sides) for number, sides in enumerate(changes, 2) if number > made)
    if outdated:
        assert not good(told, watched_by(wanted), made)


@given(st.lists(st.tuples(SIDES, SIDES), max_size=8), LANGUAGES, st.none() | CATEGORIES, st.integers(1, 10))
def test_a_language_or_category_is_made_anew_for_its_own_changes_alone(changes, language, category, made):
    wanted = Filter(frozenset({language}), frozenset({category} if category else ()))
    told = heard(*(entry(number, *sides) for number, sides in enumerate(changes, 2)))
    outdated = any(wanted.matches_change(*sides) for number, sides in enumerate(changes, 2) if number > made)
    assert good(told, watched_by(wanted), made) is not outdated


def test_an_article_is_changed_by_its_own_entries():
    told = heard(entry(5, topics(), topics(), "one"))
    assert not good(told, watched_article("one"), 4)
    assert good(told, watched_article("one"), 5)
    assert good(told, watched_article("two"), 1)
    assert not good(told, EVERYTHING, 4)


def test_what_is_forgotten_counts_as_changed_when_it_was_last_known():
    told = heard(entry(5, topics(), topics("en", "a")), entry(6, topics(), topics("az")), remembered=3)
    assert not good(told, watched_by(Filter(categories=frozenset({"never"}))), 4)
    assert good(told, watched_by(Filter(categories=frozenset({"never"}))), 6)


def test_nothing_made_before_the_reader_began_anew_is_good():
    told = heard(entry(5, topics(), topics()))
    assert good(told, EVERYTHING, 5)
    told.began("5-0")
    assert not good(told, EVERYTHING, 5)
    assert told.is_good(EVERYTHING, Mark(2, Cursor(5, 0)))


def test_what_cannot_be_read_is_heard_all_the_same():
    told = heard()
    told.hear([], "9-0")
    assert told.mark == Mark(1, Cursor(9, 0))


async def test_it_can_be_waited_for():
    told = heard()
    waiting = asyncio.create_task(told.reach(Cursor(6, 0)))
    for number in (5, 6):
        await asyncio.sleep(0)
        assert not waiting.done()
        told.hear([entry(number, topics(), topics())], f"{number}-0")
    async with asyncio.timeout(5):
        await waiting


def test_entries_before_the_beginning_are_a_mistake():
    with pytest.raises(RuntimeError):
        Heard().hear([entry(1, topics(), topics())], "1-0")
