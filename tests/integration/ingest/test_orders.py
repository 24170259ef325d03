"""The desk's orders, read from their stream by a running ingest."""

from datetime import timedelta

import httpx

from newsroom.events.catalogue import ARTICLE_ORDERED
from newsroom.events.desk import ArticleOrder, OrderVerb
from newsroom.events.identity import article_id
from newsroom.stores.redis import RedisClient
from newsroom.streams.publisher import Emission
from newsroom.streams.redis_commands import group_infos
from newsroom.streams.topology import INGEST
from tests.support.articles import NOON
from tests.support.ingest import KEY, ready, said
from tests.support.plumbing import publisher
from tests.support.waiting import until

NAMED = {"source": "report", "source_id": "1"}
ID = article_id("report", "1")


def order(verb: OrderVerb, number: int) -> Emission:
    made = ArticleOrder(
        article_id=ID, number=number, order=verb, editor="aysel", reason="it was wrong", ordered_at=NOON
    )
    return Emission.of(ARTICLE_ORDERED, ARTICLE_ORDERED.event(made, time=NOON))


async def finished(redis: RedisClient) -> bool:
    infos = {info.name: info for info in await group_infos(redis, ARTICLE_ORDERED.stream)}
    return INGEST in infos and not infos[INGEST].lag and not infos[INGEST].pending


async def post(http: httpx.AsyncClient, **fields: object) -> None:
    article = {**NAMED, "headline": "One", "language": "en", "body": "b", **fields}
    assert (await http.post("/v1/articles", json=article)).status_code == 202


async def test_orders_are_answered_by_the_articles_own_events(
    http: httpx.AsyncClient, redis_client: RedisClient
) -> None:
    await post(http)
    desk = await publisher(redis_client)
    await desk.append_once([order("withdraw", 1)])
    await until(lambda: finished(redis_client), "the withdrawal is carried out")
    await desk.append_once([order("restore", 2), order("restore", 3)])
    await until(lambda: finished(redis_client), "the restoration is carried out, once")
    created, withdrawn, restored = [one.event.data for one in await said(redis_client)]
    assert (withdrawn.reason, withdrawn.revision, withdrawn.source_id) == ("it was wrong", 2, "1")
    assert (restored.status, restored.revision, restored.headline) == ("live", 3, created.headline)


async def test_an_embargo_is_lifted_and_a_resend_does_not_bring_it_back(
    http: httpx.AsyncClient, redis_client: RedisClient
) -> None:
    embargo = (NOON + timedelta(days=36500)).isoformat()
    await post(http, embargo_until=embargo)
    await (await publisher(redis_client)).append_once([order("lift-embargo", 1)])
    await until(lambda: finished(redis_client), "the embargo is lifted")
    await post(http, embargo_until=embargo)
    waiting, lifted = [one.event.data for one in await said(redis_client)]
    assert waiting.embargo_until is not None
    assert (lifted.embargo_until, lifted.revision, lifted.body) == (None, 2, "b")


async def test_an_order_given_while_ingest_is_down_is_carried_out_when_it_is_back(
    redis_url: str, mongo_url: str, redis_client: RedisClient
) -> None:
    async with ready(redis_url, mongo_url, ingest_key=KEY) as http:
        await post(http)
    await (await publisher(redis_client)).append_once([order("withdraw", 1)])
    async with ready(redis_url, mongo_url, ingest_key=KEY):
        await until(lambda: finished(redis_client), "it is carried out")
    assert [one.event.data.revision for one in await said(redis_client)] == [1, 2]
