"""A FastStream application of somebody else's gets typed events, and its failures become dead letters."""

import asyncio

from faststream import FastStream
from faststream.redis import RedisBroker

from newsroom.client.live_router import LiveRouter
from newsroom.client.news_event import NewsEvent
from newsroom.client.topics import Topics
from newsroom.events.catalogue import ARTICLE_PUBLISHED
from newsroom.stores.redis import RedisClient
from newsroom.streams.dead_letters import DeadLetters
from newsroom.streams.publisher import Publisher
from newsroom.streams.topology import dead_letter_stream
from tests.integration.client.conftest import published
from tests.support.articles import id_of
from tests.support.plumbing import QUICK
from tests.support.waiting import until


async def test_an_application_handles_what_was_there_and_what_comes(
    log: Publisher, redis_client: RedisClient, redis_url: str
):
    await log.append_once([published("one", "az"), published("two", "en"), published("poison", "az")])
    news = LiveRouter(redis_url, "mine", policy=QUICK)
    seen: list[str] = []

    @news.on(Topics(lang=("az",)))
    async def handle(event: NewsEvent) -> None:
        if event.id == id_of("poison"):
            raise LookupError("no such reader")
        seen.append(event.id)

    broker = RedisBroker(redis_url)
    broker.include_router(news.router)
    app = FastStream(broker, lifespan=news.lifespan)
    running = asyncio.create_task(app.run())
    dead = dead_letter_stream(ARTICLE_PUBLISHED.stream, "mine")

    async def is_parked() -> bool:
        return bool([letter async for letter in DeadLetters(redis_client).letters(dead)])

    await until(is_parked, "a dead letter")
    await log.append_once([published("three", "az")])

    async def is_seen() -> bool:
        return id_of("three") in seen

    await until(is_seen, "what came later")
    app.exit()
    await running
    assert seen == [id_of("one"), id_of("three")]
