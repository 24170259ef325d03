"""A downstream service follows the live log: at least once, by topic, across its own and Redis' ends."""

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing

import pytest

from newsroom.client.live_log import LoggedChange, follow
from newsroom.events.catalogue import ARTICLE_PUBLISHED
from newsroom.events.live import LiveChange
from newsroom.events.topics import Filter, topics_of
from newsroom.stores.redis import RedisClient
from newsroom.streams.publisher import Emission, Publisher
from newsroom.streams.redis_commands import group_infos
from tests.support.articles import NOON, id_of
from tests.support.plumbing import publisher
from tests.support.published import public

STREAM = ARTICLE_PUBLISHED.stream


def published(name: str, language: str = "en", seq: int = 1) -> Emission:
    article = public(name, language, seq=seq)
    topics = topics_of(language, article.category, [tag.id for tag in article.tags])
    change = LiveChange(change="published", seq=seq, article=article, topics_after=topics)
    return Emission.of(ARTICLE_PUBLISHED, ARTICLE_PUBLISHED.event(change, time=NOON))


@pytest.fixture
async def log(redis_client: RedisClient) -> Publisher:
    return await publisher(redis_client, "publish")


def subjects(batch: Sequence[LoggedChange]) -> list[str]:
    return [one.event.subject for one in batch]


async def first(stream: AsyncIterator[Sequence[LoggedChange]]) -> list[str]:
    return subjects(await anext(stream))


async def test_what_was_logged_before_the_first_start_is_followed_in_order(log: Publisher, redis_url: str):
    await log.append_once([published("one"), published("two")])
    async with aclosing(follow(redis_url, "mine")) as changes:
        assert await first(changes) == [id_of("one"), id_of("two")]
        await log.append_once([published("three")])
        assert await first(changes) == [id_of("three")]


async def test_a_batch_that_was_not_finished_comes_again(log: Publisher, redis_url: str):
    await log.append_once([published("one"), published("two")])
    async with aclosing(follow(redis_url, "mine", batch=1)) as changes:
        assert await first(changes) == [id_of("one")]
        assert await first(changes) == [id_of("two")]  # asked for: the first is finished
    async with aclosing(follow(redis_url, "mine", batch=1)) as changes:
        assert await first(changes) == [id_of("two")]


async def test_a_topic_is_followed_and_the_rest_acknowledged(
    log: Publisher, redis_client: RedisClient, redis_url: str
):
    await log.append_once([published("one", "en"), published("two", "az"), published("three", "en")])
    wanted = Filter(languages=frozenset({"az"}))
    async with aclosing(follow(redis_url, "mine", wanted=wanted)) as changes:
        assert await first(changes) == [id_of("two")]
        await log.append_once([published("four", "az")])
        assert await first(changes) == [id_of("four")]
        [info] = await group_infos(redis_client, STREAM)
        assert info.pending == 1  # the fourth alone, which is in hand


async def test_what_was_taken_out_while_in_hand_is_passed_over(
    log: Publisher, redis_client: RedisClient, redis_url: str
):
    [entry_id] = await log.append_once([published("one")])
    async with aclosing(follow(redis_url, "mine")) as changes:
        await first(changes)
    await redis_client.xdel(STREAM, entry_id)
    await log.append_once([published("two")])
    async with aclosing(follow(redis_url, "mine")) as changes:
        assert await first(changes) == [id_of("two")]
        await log.append_once([published("three")])
        assert await first(changes) == [id_of("three")]
    [info] = await group_infos(redis_client, STREAM)
    assert info.pending == 1


async def test_a_group_that_was_lost_goes_on_where_it_was(
    log: Publisher, redis_client: RedisClient, redis_url: str
):
    await log.append_once([published("one"), published("two")])
    async with aclosing(follow(redis_url, "mine", batch=1)) as changes:
        assert await first(changes) == [id_of("one")]
        assert await first(changes) == [id_of("two")]
        await redis_client.xgroup_destroy(STREAM, "mine")
        await log.append_once([published("three")])
        assert await first(changes) == [id_of("three")]
