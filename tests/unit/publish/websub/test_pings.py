"""Feeds as they are shown now: read once for all who ask at a moment, never as they were before."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from newsroom.events.live import PublicArticle, PublicItem
from newsroom.events.topics import Filter
from publish.feeds.documents import FeedDocuments
from publish.feeds.edition import Publication
from publish.feeds.feed_page import FeedPage
from publish.subscriptions.feed_addresses import FeedAddress
from publish.websub.pings import CurrentFeeds, FeedBody
from tests.support.published import LANGUAGES, public

FEED = FeedAddress("en", None, "atom")


class Shelf:
    """Reads in memory, counted."""

    def __init__(self) -> None:
        self.shown: Sequence[PublicArticle] = [public()]
        self.reads = 0
        self.begun = asyncio.Event()

    async def articles(self, wanted: Filter, limit: int) -> FeedPage[PublicArticle]:
        del wanted
        self.reads += 1
        shown = list(self.shown)
        self.begun.set()
        await asyncio.sleep(0)
        return FeedPage(shown[:limit], None)

    async def since(self, instant: datetime, limit: int) -> FeedPage[PublicItem]:
        del instant, limit
        return FeedPage([], None)


def feeds(shelf: Shelf) -> CurrentFeeds:
    return CurrentFeeds(FeedDocuments(shelf, Publication("Newsroom", "https://news.example", LANGUAGES)))


async def read(current: CurrentFeeds, feed: FeedAddress = FEED) -> FeedBody:
    body = await current.read(feed)
    assert body is not None
    return body


async def test_it_is_read_once_for_all_who_ask_at_a_moment_and_anew_later() -> None:
    shelf = Shelf()
    current = feeds(shelf)
    bodies = await asyncio.gather(*(read(current) for _ in range(20)))
    assert shelf.reads == 1
    again = await read(current)
    assert shelf.reads == 2
    assert all(body is again for body in bodies)  # written once: its articles are the same


async def test_what_is_gone_is_in_no_later_reading() -> None:
    shelf = Shelf()
    current = feeds(shelf)
    assert b"Headline of one" in (await read(current)).body
    shelf.begun.clear()
    early = asyncio.create_task(read(current))
    await shelf.begun.wait()
    shelf.shown = []  # while a reading is under way: whoever asks from now on does not join it
    late = await read(current)
    await early
    assert b"Headline of one" not in late.body


async def test_there_is_no_such_feed() -> None:
    assert await feeds(Shelf()).read(FeedAddress("xx", None, "atom")) is None
