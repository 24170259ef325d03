"""Two newsrooms on one Redis or one MongoDB: the second is not ready, and says why."""

import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from newsroom.stack.redis_server import EmbeddedRedis
from newsroom.stack.tcp_ports import free_base
from newsroom.stores import mongo
from newsroom.stores.deployment import Deployment
from newsroom.stores.errors import ForeignStoreError
from newsroom.stores.mongo import Database, MongoDeployment
from newsroom.stores.redis import RedisClient, connect
from tests.support.ingest import started, why_not_ready
from tests.support.waiting import until


@pytest.fixture
def other_redis(tmp_path: Path) -> Iterator[EmbeddedRedis]:
    with EmbeddedRedis(tmp_path / "redis", free_base()) as server:
        yield server


@pytest.fixture
async def other_client(other_redis: EmbeddedRedis) -> AsyncIterator[RedisClient]:
    client = connect(other_redis.url)
    yield client
    await client.aclose()


@pytest.fixture
async def other_db(mongo_url: str, db: Database) -> AsyncIterator[Database]:
    client = mongo.connect(mongo_url)
    database = client[f"test_{uuid.uuid4().hex[:12]}"]
    yield database
    await client.drop_database(database.name)
    client.close()


async def test_a_redis_of_another_newsroom(
    redis_client: RedisClient, db: Database, other_db: Database
) -> None:
    first, second = (Deployment(redis_client, MongoDeployment(own)) for own in (db, other_db))
    await first.check()
    with pytest.raises(ForeignStoreError, match="Redis belongs to another newsroom"):
        await second.check()
    await first.check()


async def test_a_mongodb_that_is_in_use_with_another_redis(
    redis_client: RedisClient, other_client: RedisClient, db: Database
) -> None:
    first, second = (Deployment(own, MongoDeployment(db)) for own in (redis_client, other_client))
    await first.check()
    with pytest.raises(ForeignStoreError, match="MongoDB is in use with another Redis"):
        await second.check()
    await db.epochs.update_one({"_id": "newsroom"}, [{"$set": {"seen_at": {"$subtract": ["$$NOW", 16_000]}}}])
    await second.check()  # nobody was seen with the first one for a while
    with pytest.raises(ForeignStoreError):
        await first.check()


async def test_an_emptied_redis_is_still_the_same(redis_client: RedisClient, db: Database) -> None:
    replicas = [Deployment(redis_client, MongoDeployment(db)) for _ in range(2)]
    for _ in range(3):
        for replica in replicas:
            await replica.check()
        await redis_client.flushall()


async def test_a_redis_that_was_started_again_is_still_the_same(
    other_redis: EmbeddedRedis, db: Database
) -> None:
    for _ in range(2):
        client = connect(other_redis.url)
        await Deployment(client, MongoDeployment(db)).check()
        await client.aclose()
        other_redis.kill()
        other_redis.start()


async def test_ingest_says_so_and_takes_nothing(
    redis_url: str, redis_client: RedisClient, mongo_url: str, other_db: Database
) -> None:
    await Deployment(redis_client, MongoDeployment(other_db)).check()
    async with started(redis_url, mongo_url) as http:

        async def foreign() -> bool:
            return "Redis belongs to another newsroom" in await why_not_ready(http)

        await until(foreign, "it says so")
        sent = {"source": "desk", "source_id": "1", "headline": "One", "language": "en"}
        assert (await http.post("/v1/articles", json=sent)).status_code == 503
    assert not await redis_client.exists("article-created")
