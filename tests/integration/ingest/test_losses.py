"""Redis killed, Redis emptied, MongoDB away: no article is lost and no revision goes back."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from newsroom.events.identity import article_id
from newsroom.stack.redis_server import EmbeddedRedis
from newsroom.stack.tcp_ports import free_base
from newsroom.stores import mongo
from newsroom.stores.epoch import is_epoch
from newsroom.stores.mongo import MongoEpochs
from newsroom.stores.redis import RedisClient, connect
from newsroom.streams.high_water import StreamPositions
from newsroom.streams.topology import Topology
from tests.support.facts import keep_facts
from tests.support.ingest import is_ready, lose_redis, ready, said, started, why_not_ready
from tests.support.waiting import until

NAMED = {"source": "report", "source_id": "1"}
NO_MONGO = "mongodb://127.0.0.1:1/newsroom"


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[EmbeddedRedis]:
    """A Redis that the test may kill."""
    with EmbeddedRedis(tmp_path / "redis", free_base()) as server:
        yield server


async def post(http: httpx.AsyncClient, headline: str, **fields: Any) -> tuple[int, str]:
    sent = {**NAMED, "headline": headline, "language": "en", **fields}
    response = await http.post("/v1/articles", json=sent)
    assert response.status_code == 202, response.text
    return response.json()["revision"], response.json()["status"]


async def archive(mongo_url: str, redis: RedisClient) -> None:
    """Does what publish does with what ingest has said."""
    client = mongo.connect(mongo_url)
    for one in await said(redis):
        data: Any = [one.event.data]
        is_withdrawal = one.stream == "article-withdrawn"
        await keep_facts(mongo.database(client), *(((), data) if is_withdrawal else (data,)))
    client.close()


async def test_what_was_answered_survives_a_power_cut(own_redis: EmbeddedRedis, mongo_url: str) -> None:
    sent = [{**NAMED, "source_id": str(n), "headline": "One", "language": "en"} for n in range(300)]
    async with ready(own_redis.url, mongo_url) as http:
        answer = await http.post(
            "/v1/articles",
            content="\n".join(map(json.dumps, sent)),
            headers={"content-type": "application/x-ndjson"},
        )
        own_redis.kill()
        answered = {json.loads(line)["id"] for line in answer.text.splitlines()}
        assert len(answered) == 300
        refused = await http.post("/v1/articles", json={**NAMED, "headline": "One"})
        assert refused.status_code == 503
        own_redis.start()
        redis = connect(own_redis.url)
        assert {one.event.subject for one in await said(redis)} == answered
        await redis.aclose()

        async def resent() -> str | None:
            answer = await http.post("/v1/articles", json={**NAMED, "headline": "One", "language": "en"})
            assert answer.status_code in (202, 503), answer.text
            return answer.json()["status"] if answer.status_code == 202 else None

        # Refused until what Redis came back with is verified, as it may have lost something.
        assert await until(resent, "it goes on") == "unchanged"


async def test_an_emptied_redis_is_filled_from_the_archive_and_numbers_go_on(
    http: httpx.AsyncClient, redis_client: RedisClient, mongo_url: str
) -> None:
    await post(http, "One", version=1)
    await post(http, "Two", version=2)
    await post(http, "Other", source_id="2")
    await http.post("/v1/withdrawals", json={**NAMED, "source_id": "2"})
    await http.post("/v1/withdrawals", json={**NAMED, "source_id": "3"})
    await archive(mongo_url, redis_client)
    await redis_client.flushall()

    async def taken() -> tuple[int, str] | None:
        response = await http.post(
            "/v1/articles", json={**NAMED, "headline": "Three", "language": "en", "version": 3}
        )
        if response.status_code == 503:
            return None
        return response.json()["revision"], response.json()["status"]

    assert await until(taken, "numbers are restored") == (3, "updated")
    assert await post(http, "One", version=1) == (3, "stale")
    assert await post(http, "Other", source_id="2") == (2, "withdrawn")
    assert await post(http, "Three", source_id="3") == (2, "withdrawn")
    restored = await http.post("/v1/restorations", json={**NAMED, "source_id": "2"})
    assert restored.json()["revision"] == 3
    assert "Other" in {getattr(one.event.data, "headline", None) for one in await said(redis_client)}


async def test_without_versions_an_earlier_content_is_still_known_after_a_loss(
    http: httpx.AsyncClient, redis_client: RedisClient, mongo_url: str
) -> None:
    await post(http, "One")
    await post(http, "Two")
    await archive(mongo_url, redis_client)
    await redis_client.flushall()
    await until(lambda: why_not_ready_or_filled(http, redis_client), "it is filled again")
    assert await post(http, "One") == (2, "stale")


async def test_a_number_that_is_given_again_after_a_loss_is_of_a_later_epoch(
    http: httpx.AsyncClient, redis_client: RedisClient, db: mongo.Database
) -> None:
    """What publish had in hand and never archived, ingest cannot know of once the journal is gone, too."""
    assert await post(http, "In hand") == (1, "created")
    [in_hand] = await said(redis_client)
    await db.journal.drop()
    await redis_client.flushall()
    await until(lambda: why_not_ready_or_filled(http, redis_client), "it is filled again")
    assert await post(http, "After the loss") == (1, "created")
    [after] = await said(redis_client)
    assert (in_hand.event.data.epoch, after.event.data.epoch) == (0, 1)
    assert after.number > in_hand.number
    assert after.event.id != in_hand.event.id


async def test_a_redis_that_comes_back_with_an_older_file_is_restored_first(
    own_redis: EmbeddedRedis, mongo_url: str, tmp_path: Path
) -> None:
    """It has the right epoch, and lacks what was answered since."""
    redis, client = connect(own_redis.url), mongo.connect(mongo_url)
    epochs = MongoEpochs(mongo.database(client), "ingest")
    positions = StreamPositions(redis, Topology(), "ingest")

    async def marked() -> bool:
        return await epochs.marks(await epochs.current()) == await positions.read()

    async with ready(own_redis.url, mongo_url) as http:
        assert await post(http, "One") == (1, "created")
        await archive(mongo_url, redis)
        shutil.copytree(own_redis.folder, tmp_path / "older")
        assert await post(http, "Two") == (2, "updated")
        await archive(mongo_url, redis)
        await until(marked, "MongoDB has the marks")
        own_redis.kill()
        shutil.rmtree(own_redis.folder)
        shutil.copytree(tmp_path / "older", own_redis.folder)
        own_redis.start()

        async def taken() -> httpx.Response | None:
            sent = {**NAMED, "headline": "Three", "language": "en"}
            answer = await http.post("/v1/articles", json=sent)
            return answer if answer.status_code == 202 else None

        answer = await until(taken, "it takes articles again")
        assert answer is not None
        assert (answer.json()["revision"], answer.json()["status"]) == (3, "updated")
        newest = max(await said(redis), key=lambda one: one.number)
        assert (newest.event.data.revision, newest.event.data.epoch) == (3, 1)
        assert await post(http, "Two") == (3, "stale")
    await redis.aclose()
    client.close()


async def test_a_redis_from_before_a_restoration_is_restored_first(
    own_redis: EmbeddedRedis, mongo_url: str, tmp_path: Path
) -> None:
    """It holds an epoch, and all that was marked under that: only MongoDB knows that a later one began."""
    redis, client = connect(own_redis.url), mongo.connect(mongo_url)
    async with ready(own_redis.url, mongo_url) as http:
        assert await post(http, "One") == (1, "created")
        await archive(mongo_url, redis)
        shutil.copytree(own_redis.folder, tmp_path / "older")
        await lose_redis(http, redis)
        assert await post(http, "Two") == (2, "updated")
        await archive(mongo_url, redis)
        own_redis.kill()
        shutil.rmtree(own_redis.folder)
        shutil.copytree(tmp_path / "older", own_redis.folder)
        own_redis.start()
        restored = await until(lambda: taken(http, "restorations"), "it takes commands again")
        assert restored is not None
        assert (restored["revision"], restored["status"]) == (2, "restored")
        assert await post(http, "Three") == (3, "updated")
    await redis.aclose()
    client.close()


async def test_an_emptied_redis_answers_nothing_that_it_does_not_write(
    http: httpx.AsyncClient, redis_client: RedisClient
) -> None:
    """The article is unknown to it, until its state is restored: neither to its sender nor to a command."""
    assert await post(http, "One") == (1, "created")
    await redis_client.flushall()
    restored = await until(lambda: taken(http, "restorations"), "it takes commands again")
    assert restored is not None
    assert (restored["revision"], restored["status"]) == (1, "restored")
    await redis_client.flushall()
    article = article_id(NAMED["source"], NAMED["source_id"])

    async def standing() -> str | None:
        answer = await http.get(f"/v1/articles/{article}")
        assert answer.status_code in (200, 503), answer.text
        return answer.json()["status"] if answer.status_code == 200 else None

    assert await until(standing, "it knows what became of it") == "live"


async def taken(http: httpx.AsyncClient, call: str) -> dict[str, Any] | None:
    """The answer to a command on the article, None while it cannot be taken."""
    answer = await http.post(f"/v1/{call}", json=NAMED)
    assert answer.status_code in (202, 503), answer.text
    found: dict[str, Any] = answer.json()
    return found if answer.status_code == 202 else None


async def why_not_ready_or_filled(http: httpx.AsyncClient, redis: RedisClient) -> bool:
    return is_epoch(await redis.get("newsroom:ingest:epoch")) and await is_ready(http)


async def test_the_intake_does_not_need_mongo_where_redis_has_its_numbers(
    redis_url: str, mongo_url: str
) -> None:
    async with ready(redis_url, mongo_url) as http:
        assert await post(http, "One") == (1, "created")
    async with ready(redis_url, NO_MONGO) as http:
        assert await post(http, "Two") == (2, "updated")
        assert (await http.post("/v1/withdrawals", json=NAMED)).json()["revision"] == 3
        assert (await http.post("/v1/restorations", json=NAMED)).json()["revision"] == 4


async def test_a_redis_without_numbers_waits_for_mongo(redis_url: str) -> None:
    async with started(redis_url, NO_MONGO) as http:

        async def waits() -> bool:
            return "MongoDB" in await why_not_ready(http)

        await until(waits, "it says what it waits for")
        refused = await http.post("/v1/articles", json={**NAMED, "headline": "One"})
        assert refused.status_code == 503
