"""202 is a promise: ingest takes nothing while Redis would not keep it, and goes on when it does."""

from collections.abc import AsyncIterator

import httpx
import pytest

from ingest.adapters.redis_articles import RedisArticles
from ingest.articles.change import Change
from ingest.articles.ports import WriteOutcome
from ingest.articles.state import ArticleState, Snapshot
from newsroom.stores.redis import RedisClient
from newsroom.streams.publisher import Publisher
from newsroom.streams.topology import Topology
from tests.support.articles import id_of
from tests.support.ingest import is_ready, said, started, why_not_ready
from tests.support.waiting import until

ARTICLE = {"source": "report", "source_id": "1", "headline": "One", "language": "en"}
LINE = {"content-type": "application/x-ndjson"}
SETTINGS = ("appendfsync", "maxmemory-policy", "maxmemory")


@pytest.fixture(autouse=True)
async def as_it_was(redis_client: RedisClient) -> AsyncIterator[None]:
    """The server's settings are put back."""
    before = {name: await setting(redis_client, name) for name in SETTINGS}
    yield
    for name, value in before.items():
        await redis_client.config_set(name, value)


async def setting(redis: RedisClient, name: str) -> str:
    [value] = (await redis.config_get(name)).values()
    return value.decode() if isinstance(value, bytes) else str(value)


@pytest.mark.parametrize(
    ("name", "value", "cure"),
    [
        ("appendfsync", "everysec", "set appendfsync always"),
        ("maxmemory-policy", "allkeys-lru", "set maxmemory-policy noeviction"),
    ],
)
async def test_a_setting_that_loses_what_was_answered_stops_the_intake(
    http: httpx.AsyncClient, redis_client: RedisClient, name: str, value: str, cure: str
) -> None:
    before = await setting(redis_client, name)
    await redis_client.config_set(name, value)
    reason = await until(lambda: why_not_ready(http), "it notices")
    assert cure in reason
    refused = await http.post("/v1/articles", json=ARTICLE)
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
    await redis_client.config_set(name, before)
    await until(lambda: is_ready(http), "it goes on")
    assert (await http.post("/v1/articles", json=ARTICLE)).status_code == 202


async def test_senders_are_slowed_before_memory_is_full(
    http: httpx.AsyncClient, redis_client: RedisClient
) -> None:
    used = (await redis_client.info("memory"))["used_memory"]
    await redis_client.config_set("maxmemory", int(used * 1.1))

    async def slowed() -> httpx.Response | None:
        answer = await http.post("/v1/articles", json=ARTICLE)
        return answer if answer.status_code == 429 else None

    answer = await until(slowed, "senders are slowed")
    assert answer is not None
    assert int(answer.headers["retry-after"]) > 0
    assert await is_ready(http), "it is no fault of ingest"


async def test_a_withdrawal_gets_through_where_memory_is_full(
    http: httpx.AsyncClient, redis_client: RedisClient
) -> None:
    assert (await http.post("/v1/articles", json=ARTICLE)).status_code == 202
    await redis_client.config_set("maxmemory", 1)

    async def refused() -> bool:
        return (await http.post("/v1/articles", json=ARTICLE)).status_code in (429, 503)

    await until(refused, "articles are refused")
    named = {name: ARTICLE[name] for name in ("source", "source_id")}
    answer = await http.post("/v1/withdrawals", json=named)
    assert (answer.status_code, answer.json()["status"]) == (202, "withdrawn")
    assert [one.stream for one in await said(redis_client)] == ["article-created", "article-withdrawn"]
    await redis_client.config_set("maxmemory", 0)


async def outcome(articles: RedisArticles, change: Change) -> WriteOutcome:
    [appended] = await articles.append([change])
    return appended.outcome


async def test_a_full_memory_refuses_an_article_whole(redis_client: RedisClient) -> None:
    topology = Topology()
    publisher = Publisher(redis_client, topology, "ingest")
    publisher.epoch = "e"
    for key in topology.epochs("ingest"):
        await redis_client.set(key, "e")
    articles = RedisArticles(redis_client, topology, publisher)
    await articles.script.load()
    withdrawn = ArticleState(revision=1, status="withdrawn", source="desk", source_id="a")
    change = Change(id_of("a"), Snapshot(epoch="e"), withdrawn)
    await redis_client.config_set("maxmemory", 1)
    assert await outcome(articles, change) is WriteOutcome.NO_MEMORY
    await redis_client.config_set("maxmemory", 0)
    assert await articles.read([id_of("a")]) == {id_of("a"): Snapshot(epoch="e")}
    assert await outcome(articles, change) is WriteOutcome.DONE
    assert await outcome(articles, change) is WriteOutcome.OVERTAKEN


async def test_without_redis_nothing_is_taken(mongo_url: str) -> None:
    async with started("redis://127.0.0.1:1", mongo_url) as http:
        assert "Redis" in await until(lambda: why_not_ready(http), "it says so")
        assert (await http.post("/v1/articles", json=ARTICLE)).status_code == 503
        assert (await http.get("/health/live")).is_success


async def test_without_a_key_it_is_not_ready(redis_url: str, mongo_url: str) -> None:
    async with started(redis_url, mongo_url, ingest_key=None) as http:

        async def only_keyless() -> bool:
            return (
                await why_not_ready(http)
                == "no API key is configured: set NEWSROOM_INGEST_KEY or NEWSROOM_INGEST_KEYS_FILE"
            )

        await until(only_keyless, "the key is the one thing missing")


async def test_a_key_that_is_too_short_is_named_by_its_sender_and_never_printed(
    redis_url: str, mongo_url: str
) -> None:
    async with started(redis_url, mongo_url, ingest_key=None, ingest_keys={"s3cret": ["report"]}) as http:

        async def only_the_key() -> bool:
            reason = await why_not_ready(http)
            assert "s3cret" not in reason
            return reason == (
                "no API key is usable: shorter than 16 characters is that of NEWSROOM_INGEST_KEYS for report"
            )

        await until(only_the_key, "the key is the one thing missing")
