"""Replays by pages, to a reader that takes as much as it likes."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.events.topics import Filter
from newsroom.live.counts import Counts
from newsroom.live.entries import LiveEntry, LogPage
from newsroom.live.framing import Frame
from newsroom.live.outlet import GoneError
from newsroom.live.replay import Replays
from newsroom.live.resume import ExpiredCursor
from newsroom.live.ring import Ring
from newsroom.live.settings import LiveSettings
from newsroom.runtime.clock import SystemClock
from newsroom.streams.cursor import ORIGIN, Cursor, Since

ENGLISH = Filter(languages=frozenset({"en"}))


class Pages:
    """A log in a list; `after_page` happens while a page is on its way."""

    def __init__(self, entries: Sequence[LiveEntry], after_page: Callable[[], None] = lambda: None) -> None:
        self.entries = list(entries)
        self._after_page = after_page
        self.pages = 0

    async def page(self, after: str, wanted: Filter, limit: int) -> LogPage:
        found = [e for e in self.entries if Cursor.parse(e.cursor) > Cursor.parse(after)][:limit]
        self._after_page()
        self.pages += 1
        return LogPage.of(found, wanted)

    def tail(self, after: str) -> AsyncIterator[Sequence[LiveEntry]]:
        raise AssertionError

    async def recent(self, limit: int) -> Sequence[LiveEntry]:
        raise AssertionError

    async def resume(self, wanted: Cursor | Since) -> Cursor | ExpiredCursor:
        raise AssertionError

    async def latest(self) -> str:
        raise AssertionError


class Taker:
    """An outlet that takes the given numbers of frames in turn."""

    def __init__(self, appetites: Sequence[int]) -> None:
        self._appetites = list(appetites)
        self.taken: list[Frame] = []
        self.closing = False

    async def offer(self, frames: Sequence[Frame]) -> int:
        wanted = self._appetites.pop(0) if self._appetites else len(frames)
        self.taken += frames[:wanted]
        return min(wanted, len(frames))


def entry(number: int, language: str) -> LiveEntry:
    return LiveEntry(f"{number}-0", b"{}", "published", "a", topics_after=frozenset({f"lang:{language}"}))


def replays(pages: Pages, floor: Cursor, size: int, hidden: Callable[[], int] = lambda: 0) -> Replays:
    return Replays(pages, Ring(floor), SystemClock(), LiveSettings(replay_page=size), Counts(), hidden)


@given(
    st.lists(st.sampled_from(["en", "az"]), max_size=30),
    st.integers(0, 30),
    st.integers(0, 30),
    st.integers(1, 9),
    st.lists(st.integers(1, 4), max_size=20),
)
async def test_replay_and_ring_together_give_each_wanted_event_once(
    languages: list[str], after: int, floor: int, size: int, appetites: list[int]
) -> None:
    log = [entry(number, language) for number, language in enumerate(languages, 1)]
    taker = Taker(appetites)
    reached = await replays(Pages(log), Cursor(floor, 0), size).run(taker, ENGLISH, Cursor(after, 0), "")
    assert reached >= min(Cursor(floor, 0), max(Cursor(floor, 0), Cursor(after, 0)))
    from_ring = [Frame(e).cursor for e in log if Frame(e).cursor > reached and "lang:en" in e.topics_after]
    everything = [Frame(e).cursor for e in log[after:] if "lang:en" in e.topics_after]
    assert [frame.cursor for frame in taker.taken] + from_ring == everything


async def test_a_page_read_across_a_withdrawal_is_read_again() -> None:
    withdrawals = 0

    def withdraw() -> None:
        nonlocal withdrawals
        if not withdrawals:
            withdrawals += 1
            del pages.entries[0]

    pages = Pages([entry(1, "en"), entry(2, "en")], withdraw)
    taker = Taker([])
    await replays(pages, Cursor(2, 0), 10, lambda: withdrawals).run(taker, ENGLISH, ORIGIN, "")
    assert [frame.cursor for frame in taker.taken] == [Cursor(2, 0)]


class Gated(Pages):
    """A log whose pages wait at a gate."""

    def __init__(self, entries: Sequence[LiveEntry]) -> None:
        super().__init__(entries)
        self.gate = asyncio.Event()
        self.waiting = 0

    async def page(self, after: str, wanted: Filter, limit: int) -> LogPage:
        self.waiting += 1
        await self.gate.wait()
        self.waiting -= 1
        return await super().page(after, wanted, limit)


def bounded(pages: Pages, **settings: Any) -> Replays:
    bounds = LiveSettings(replay_page=10, replay_reads=4, replay_reads_of_address=2, **settings)
    return Replays(pages, Ring(Cursor(100, 0)), SystemClock(), bounds, Counts(), lambda: 0)


async def test_replays_of_one_address_leave_turns_to_others() -> None:
    log = Gated([entry(number, "en") for number in range(1, 101)])
    some = bounded(log)
    hostile = [asyncio.create_task(some.run(Taker([]), ENGLISH, ORIGIN, "a")) for _ in range(20)]
    await asyncio.sleep(0)  # all have asked for their turn
    await asyncio.sleep(0)
    assert log.waiting == 2
    honest = asyncio.create_task(some.run(Taker([]), ENGLISH, ORIGIN, "b"))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert log.waiting == 3
    log.gate.set()
    assert await honest == Cursor(100, 0)
    assert set(await asyncio.gather(*hostile)) == {Cursor(100, 0)}


async def test_replays_of_one_address_are_paced_by_bytes() -> None:
    log = Pages([entry(number, "en") for number in range(1, 101)])  # of two bytes each
    some = bounded(log, replay_rate=400.0, replay_burst=40)
    begun = time.monotonic()
    await some.run(Taker([]), ENGLISH, ORIGIN, "b")
    assert time.monotonic() - begun >= 0.3  # 160 bytes beyond the burst
    await some.run(Taker([]), ENGLISH, ORIGIN, "b")
    assert time.monotonic() - begun >= 0.8  # its debt is remembered


async def test_a_reader_that_left_gets_no_page() -> None:
    log, gone = Pages([entry(1, "en")]), Taker([])
    gone.closing = True
    with pytest.raises(GoneError):
        await bounded(log).run(gone, ENGLISH, ORIGIN, "a")
    assert log.pages == 0
