"""Pages that are kept."""

import asyncio

import pytest

from publish.site.cache import PageCache
from tests.support.clock import TurnedClock


class Counted:
    """Makes 1, 2, 3 …"""

    def __init__(self) -> None:
        self.made = 0

    async def __call__(self) -> int:
        self.made += 1
        made = self.made
        await asyncio.sleep(0)
        return made


async def test_a_page_is_made_once_until_something_changed():
    cache, make = PageCache[int](TurnedClock(), 10), Counted()
    assert [await cache.get("/en/", "1-0", make) for _ in range(3)] == [1, 1, 1]
    assert await cache.get("/en/", "2-0", make) == 2
    assert await cache.get("/az/", "2-0", make) == 3


async def test_what_many_ask_for_at_once_is_made_once():
    cache, make = PageCache[int](TurnedClock(), 10), Counted()
    assert set(await asyncio.gather(*(cache.get("/en/", "1-0", make) for _ in range(20)))) == {1}


async def test_a_reader_who_leaves_takes_nothing_from_the_others():
    cache, make = PageCache[int](TurnedClock(), 10), Counted()
    first = asyncio.create_task(cache.get("/en/", "1-0", make))
    second = asyncio.create_task(cache.get("/en/", "1-0", make))
    await asyncio.sleep(0)
    first.cancel()
    assert await second == 1


async def test_only_the_pages_read_last_are_kept():
    cache, make = PageCache[int](TurnedClock(), 2), Counted()
    for address in ("/a", "/b", "/a", "/c"):
        await cache.get(address, "1-0", make)
    assert await cache.get("/a", "1-0", make) == 1
    assert await cache.get("/b", "1-0", make) == 4


async def test_what_failed_is_not_kept():
    cache = PageCache[int](TurnedClock(), 2)

    async def failing() -> int:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await cache.get("/a", "1-0", failing)
    assert await cache.get("/a", "1-0", Counted()) == 1


async def test_time_alone_makes_a_page_anew():
    clock = TurnedClock()
    cache, make = PageCache[int](clock, 2), Counted()
    await cache.get("/a", "1-0", make)
    clock.turn(61)
    assert await cache.get("/a", "1-0", make) == 2
