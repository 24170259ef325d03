"""Whoever turns the pages of a feed sees each article that was there once, whatever happens meanwhile."""

import random
from collections import Counter

import pytest

from newsroom.events.live import PublicItem
from newsroom.events.topics import Filter
from newsroom.stores.mongo import Database
from publish.adapters.mongo_facts import MongoFacts
from publish.adapters.mongo_feed import MongoFeed
from publish.feeds.feed_page import PageToken
from tests.support.articles import id_of, revision, withdrawal
from tests.support.read_side import ReadSide

ENGLISH = Filter(frozenset({"en"}))
MINUTES = 6  # so few that many articles share one


@pytest.mark.parametrize("seed", range(6))
async def test_pages_stay_right_while_articles_come_change_and_go(db: Database, seed: int) -> None:
    chance, side, feed = random.Random(seed), ReadSide(MongoFacts(db)), MongoFeed(db)
    numbers: dict[str, int] = {}
    gone: set[str] = set()

    async def post() -> None:
        name = f"n{len(numbers)}"
        numbers[name] = 1
        await side.tell(revision(name, minutes=chance.randrange(MINUTES)))

    async def correct() -> None:
        name = chance.choice([name for name in numbers if id_of(name) not in gone])
        numbers[name] += 1
        known = await side.known(name)
        assert known is not None
        assert known.content is not None
        at = known.content.published_at
        await side.tell(revision(name, number=numbers[name], published_at=at))

    for _ in range(25):
        await post()
    there = set(numbers)
    seen: list[PublicItem] = []
    below: PageToken | None = None
    while True:
        page = await feed.page(ENGLISH, chance.choice([1, 2, 5]), below)
        assert not {item.id for item in page.items} & gone
        seen += page.items
        if page.following is None:
            break
        below = PageToken.decode(page.following.encode())
        for _ in range(chance.randrange(3)):
            await chance.choice([post, correct])()
        if chance.random() < 0.2:
            name = chance.choice(sorted(there))
            there.remove(name)
            gone.add(id_of(name))
            numbers[name] += 1
            await side.tell(withdrawal(name, numbers[name]))
    counted = Counter(item.id for item in seen)
    assert max(counted.values()) == 1
    assert {id_of(name) for name in there} <= set(counted)
    places = [(item.published_at, item.id) for item in seen]
    assert places == sorted(places, reverse=True)
