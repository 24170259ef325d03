"""What was answered 202 takes effect though Redis loses everything before publish has read it."""

import os
import signal
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import bson
import httpx
import pytest

from ingest.adapters.journal_folder import JournalFolder
from newsroom.events.identity import article_id
from newsroom.stack.mongo_server import EmbeddedMongo
from newsroom.stores.journals import MongoJournals
from newsroom.stores.mongo import Database
from newsroom.stores.redis import RedisClient
from newsroom.streams.redis_commands import read_range
from newsroom.streams.topology import PUBLISH
from tests.support.ingest import ARTICLE_STREAMS, Said, lose_redis, ready, said, why_not_ready
from tests.support.waiting import until

LONG_AGO = timedelta(hours=1)


def named(source_id: str) -> dict[str, str]:
    return {"source": "report", "source_id": source_id}


async def post(http: httpx.AsyncClient, source_id: str, headline: str, **fields: Any) -> tuple[int, str]:
    return await send(
        http, "articles", {**named(source_id), "headline": headline, "language": "en", **fields}
    )


async def withdraw(http: httpx.AsyncClient, source_id: str, call: str = "withdrawals") -> tuple[int, str]:
    return await send(http, call, named(source_id))


async def send(http: httpx.AsyncClient, call: str, body: Mapping[str, Any]) -> tuple[int, str]:
    """Posts as senders do: again while ingest is not ready."""

    async def taken() -> httpx.Response | None:
        response = await http.post(f"/v1/{call}", json=body)
        return None if response.status_code == 503 else response

    response = await until(taken, "it is taken")
    assert response is not None
    assert response.status_code == 202, response.text
    return response.json()["revision"], response.json()["status"]


async def facts(redis: RedisClient) -> list[tuple[str, str]]:
    return [(one.stream, one.event.id) for one in await said(redis)]


async def confirm(redis: RedisClient, *, acknowledge: bool) -> None:
    """Reads all that waits for publish, and acknowledges it."""
    for stream in ARTICLE_STREAMS:
        await redis.xgroup_create(stream, PUBLISH, id="0", mkstream=True)
        await redis.xreadgroup(PUBLISH, "one", {stream: ">"})
        ids = [entry.id for entry in await read_range(redis, stream)]
        if acknowledge and ids:
            await redis.xack(stream, PUBLISH, *ids)


def is_empty(folder: Path) -> bool:
    return list(folder.iterdir()) == []


def revisions(events: list[Said], source_id: str) -> list[int]:
    return [one.event.data.revision for one in events if one.event.subject == article_id("report", source_id)]


@pytest.mark.parametrize("losses", [1, 2])
async def test_what_was_promised_is_said_again_as_it_was_and_once(
    http: httpx.AsyncClient, redis_client: RedisClient, losses: int
) -> None:
    assert await post(http, "1", "One") == (1, "created")
    assert await post(http, "1", "One, corrected") == (2, "updated")
    assert await post(http, "2", "Two") == (1, "created")
    assert await withdraw(http, "2") == (2, "withdrawn")
    assert await withdraw(http, "never came") == (1, "withdrawn")
    before = await facts(redis_client)
    for _ in range(losses):
        await lose_redis(http, redis_client)
    assert await facts(redis_client) == before
    assert await post(http, "1", "One, corrected") == (2, "unchanged")
    assert await post(http, "1", "One, corrected again") == (3, "updated")
    assert await post(http, "2", "Two") == (2, "withdrawn")
    assert revisions(await said(redis_client), "1") == [1, 2, 3]
    assert await withdraw(http, "2", "restorations") == (3, "restored")


async def test_what_publish_has_confirmed_leaves_the_journal(
    http: httpx.AsyncClient, redis_client: RedisClient, db: Database
) -> None:
    await post(http, "1", "One")
    await post(http, "1", "One, corrected")
    assert await db.journal.count_documents({}) == 2
    await confirm(redis_client, acknowledge=False)
    await post(http, "2", "Two")
    await confirm_rest(redis_client)

    async def is_pruned() -> bool:
        return bool(await db.journal.count_documents({}) == 0)

    await until(is_pruned, "the journal is empty")


async def confirm_rest(redis: RedisClient) -> None:
    for stream in ARTICLE_STREAMS:
        await redis.xreadgroup(PUBLISH, "one", {stream: ">"})
        if ids := [entry.id for entry in await read_range(redis, stream)]:
            await redis.xack(stream, PUBLISH, *ids)


async def test_a_replayed_change_stays_until_it_is_confirmed_anew(
    http: httpx.AsyncClient, redis_client: RedisClient, db: Database
) -> None:
    """Its entry's id is another one after a loss; the position that publish had reached is of before."""
    await post(http, "1", "One")
    await lose_redis(http, redis_client)
    await post(http, "2", "Two")
    await lose_redis(http, redis_client)
    assert await db.journal.count_documents({}) == 2
    assert revisions(await said(redis_client), "1") == revisions(await said(redis_client), "2") == [1]
    await confirm(redis_client, acknowledge=True)

    async def is_pruned() -> bool:
        return bool(await db.journal.count_documents({}) == 0)

    await until(is_pruned, "the journal is empty")


async def test_what_is_promised_while_mongodb_is_away_is_replayed_too(
    redis_url: str, mongo_server: EmbeddedMongo, mongo_url: str, redis_client: RedisClient, tmp_path: Path
) -> None:
    """MongoDB hangs at the time of the 202, and Redis is lost before it is back."""
    async with ready(redis_url, mongo_url, journal_folder=tmp_path) as http:
        assert await post(http, "1", "One") == (1, "created")
        os.kill(mongo_server.pid, signal.SIGSTOP)
        try:
            assert await post(http, "1", "One, corrected") == (2, "updated")
            assert await withdraw(http, "2") == (1, "withdrawn")
            before = await facts(redis_client)
            await redis_client.flushall()
        finally:
            os.kill(mongo_server.pid, signal.SIGCONT)
        assert await post(http, "1", "One, corrected") == (2, "unchanged")
        assert await facts(redis_client) == before
    assert is_empty(tmp_path)


async def test_what_a_dead_replica_promised_is_replayed_by_the_next_one(
    redis_url: str, mongo_url: str, redis_client: RedisClient, db: Database, tmp_path: Path
) -> None:
    async with ready(redis_url, mongo_url, journal_folder=tmp_path) as http:
        assert await post(http, "1", "One") == (1, "created")
        [change] = await db.journal.find().to_list(None)
        before = await facts(redis_client)
    await left_behind(db, tmp_path, change)
    await redis_client.flushall()
    async with ready(redis_url, mongo_url, journal_folder=tmp_path) as http:
        assert await facts(redis_client) == before
        assert await post(http, "1", "One") == (1, "unchanged")
    assert await MongoJournals(db).all() == []


async def test_a_journal_on_another_host_is_waited_for_until_it_is_abandoned(
    redis_url: str, mongo_url: str, redis_client: RedisClient, db: Database, tmp_path: Path
) -> None:
    async with ready(redis_url, mongo_url, journal_folder=tmp_path / "here") as http:
        assert await post(http, "1", "One") == (1, "created")
        [change] = await db.journal.find().to_list(None)
        dead = await left_behind(db, tmp_path / "elsewhere", change)
        await redis_client.flushall()

        async def waits() -> bool:
            return f"newsroom journal abandon {dead}" in await why_not_ready(http)

        await until(waits, "it says what it waits for")
        assert (await http.post("/v1/articles", json=named("3") | {"headline": "Three"})).status_code == 503
        assert await MongoJournals(db).remove(dead)
        assert await post(http, "2", "Two") == (1, "created")
        assert await post(http, "1", "Another") == (1, "created")


async def test_two_replicas_that_lose_redis_while_mongodb_is_away_replay_both_journals(
    redis_url: str, mongo_server: EmbeddedMongo, mongo_url: str, redis_client: RedisClient, tmp_path: Path
) -> None:
    """On hosts of their own: each brings what it has, and whoever restores waits for that."""
    async with (
        ready(redis_url, mongo_url, journal_folder=tmp_path / "1") as one,
        ready(redis_url, mongo_url, journal_folder=tmp_path / "2") as other,
    ):
        os.kill(mongo_server.pid, signal.SIGSTOP)
        try:
            assert await post(one, "1", "One") == (1, "created")
            assert await post(other, "1", "One, corrected") == (2, "updated")
            assert await post(other, "2", "Two") == (1, "created")
            before = await facts(redis_client)
            await redis_client.flushall()
        finally:
            os.kill(mongo_server.pid, signal.SIGCONT)
        assert await post(one, "1", "One, corrected") == (2, "unchanged")
        assert await post(other, "2", "Two") == (1, "unchanged")
        assert await facts(redis_client) == before


async def left_behind(db: Database, folder: Path, change: Mapping[str, Any]) -> str:
    """Moves a change out of MongoDB's journal into a local one that no replica has open; its id."""
    journal = JournalFolder(folder).take()
    journal.append([bson.encode(change)])
    journal.close()
    await MongoJournals(db).report(journal.id, f"elsewhere:{folder}", 0)
    await db.journals.update_one({"_id": journal.id}, {"$set": {"seen_at": datetime.now(UTC) - LONG_AGO}})
    await db.journal.delete_many({})
    return journal.id
