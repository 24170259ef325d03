"""append_once against a real server: idempotent, ordered by subject, acknowledging on the way."""

import asyncio

import pytest

from newsroom.events.catalogue import ARTICLE_PUBLISHED, ARTICLE_UPDATED, STORY_LINKED
from newsroom.events.live import LiveChange, Tombstone
from newsroom.events.stories import StorySnapshot
from newsroom.stores.errors import EpochLostError, StoreFullError
from newsroom.stores.redis import RedisClient
from newsroom.streams.consumer_groups import ensure_groups
from newsroom.streams.publisher import Acknowledgement, Emission
from newsroom.streams.redis_commands import group_infos, read_range
from newsroom.streams.topology import Topology
from newsroom.streams.wire import decode
from tests.support.articles import NOON, id_of, revision
from tests.support.plumbing import created, publisher


def snapshot(name: str, version: int) -> Emission:
    return Emission.of(
        STORY_LINKED, STORY_LINKED.event(StorySnapshot(id=id_of(name), version=version), time=NOON)
    )


async def versions(redis: RedisClient, stream: str = "story-linked") -> list[int]:
    return [decode(entry, "story-linked").data.version for entry in await read_range(redis, stream)]


async def test_the_same_event_is_appended_once(redis_client):
    emitter = await publisher(redis_client)
    assert len(await emitter.append_once([snapshot("a", 1), snapshot("b", 1)])) == 2
    assert await emitter.append_once([snapshot("a", 1), snapshot("b", 1)]) == []
    assert await redis_client.xlen("story-linked") == 2


async def test_a_lower_number_is_not_appended_after_a_higher_one(redis_client):
    emitter = await publisher(redis_client)
    await emitter.append_once([snapshot("a", 3)])
    await emitter.append_once([snapshot("a", 2), snapshot("a", 4)])
    assert await versions(redis_client) == [3, 4]


async def test_racing_replicas_append_once(redis_client):
    emitters = [await publisher(redis_client) for _ in range(8)]
    batch = [snapshot(str(n), 1) for n in range(50)]
    appended = await asyncio.gather(*(emitter.append_once(batch) for emitter in emitters))
    assert sum(map(len, appended)) == 50
    assert await redis_client.xlen("story-linked") == 50


async def test_many_events_go_in_few_round_trips(redis_client):
    emitter = await publisher(redis_client)
    await emitter.append_once([snapshot("warm", 1)])
    before = (await redis_client.info("commandstats"))["cmdstat_evalsha"]["calls"]
    await emitter.append_once([snapshot(str(n), 1) for n in range(1000)])
    calls = (await redis_client.info("commandstats"))["cmdstat_evalsha"]["calls"] - before
    assert calls == 2


async def test_entries_are_acknowledged_with_the_append(redis_client):
    emitter = await publisher(redis_client)
    await ensure_groups(redis_client, ["article-created"], "translate")
    [entry_id] = await emitter.append_once([created("a")])
    await redis_client.xreadgroup("translate", "me", {"article-created": ">"})
    finished = Acknowledgement("article-created", "translate", [entry_id])
    await emitter.append_once([snapshot("a", 1)], [finished])
    [info] = await group_infos(redis_client, "article-created")
    assert info.pending == 0


async def test_entries_of_several_streams_are_acknowledged_with_one_append(redis_client):
    emitter = await publisher(redis_client)
    finished = []
    for stream in ("article-created", "article-updated"):
        await ensure_groups(redis_client, [stream], "translate")
        ids = [await redis_client.xadd(stream, {"n": n}) for n in range(3)]
        await redis_client.xreadgroup("translate", "me", {stream: ">"})
        finished.append(Acknowledgement(stream, "translate", [one.decode() for one in ids]))
    await emitter.append_once([snapshot("a", 1), snapshot("b", 1)], finished)
    for stream in ("article-created", "article-updated"):
        [info] = await group_infos(redis_client, stream)
        assert (info.pending, info.lag) == (0, 0)


async def test_what_was_never_appended_is_lacking(redis_client):
    emitter = await publisher(redis_client)
    await emitter.append_once([snapshot("a", 2), snapshot("b", 1)])
    asked = {id_of("a"): 2, id_of("b"): 2, id_of("c"): 1}
    assert await emitter.lacking("story-linked", asked) == {id_of("b"), id_of("c")}
    assert await emitter.lacking("story-linked", {}) == set()


async def test_entries_are_acknowledged_where_nothing_is_emitted(redis_client):
    emitter = await publisher(redis_client)
    await ensure_groups(redis_client, ["article-created"], "translate")
    [entry_id] = await emitter.append_once([created("a")])
    await redis_client.xreadgroup("translate", "me", {"article-created": ">"})
    await emitter.append_once([], [Acknowledgement("article-created", "translate", [entry_id])])
    [info] = await group_infos(redis_client, "article-created")
    assert info.pending == 0


async def test_without_its_epoch_nothing_is_appended(redis_client):
    emitter = await publisher(redis_client)
    await redis_client.flushall()
    with pytest.raises(EpochLostError):
        await emitter.append_once([snapshot("a", 1)])
    assert not await redis_client.exists("story-linked")


async def test_partitions_have_streams_of_their_own_but_the_live_log_is_one(redis_client):
    topology = Topology(partitions=4)
    emitter = await publisher(redis_client, topology=topology)
    names = [str(n) for n in range(40)]
    await emitter.append_once([snapshot(name, 1) for name in names])
    found = [await redis_client.xlen(stream) for stream in topology.physical("story-linked")]
    assert sum(found) == 40
    assert all(found)
    assert topology.physical("article-published") == ("article-published{0}",)


async def test_raised_numbers_refuse_what_was_appended_before(redis_client):
    emitter = await publisher(redis_client)
    await emitter.raise_numbers("story-linked", [(id_of("a"), 5)])
    await emitter.raise_numbers("story-linked", [(id_of("a"), 2)])
    await emitter.append_once([snapshot("a", 5), snapshot("a", 6)])
    assert await versions(redis_client) == [6]


async def test_an_entry_is_readable_json(redis_client):
    emitter = await publisher(redis_client)
    event = ARTICLE_UPDATED.event(revision("ə", headline="Bakıda yağış"), time=NOON)
    await emitter.append_once([Emission.of(ARTICLE_UPDATED, event)])
    [entry] = await read_range(redis_client, "article-updated")
    assert entry.encoded is not None
    assert "Bakıda yağış" in entry.encoded.decode()


async def test_what_takes_back_is_appended_where_memory_is_full(redis_client):
    """With it goes the acknowledgement of what it came from."""
    emitter = await publisher(redis_client, "publish")
    await redis_client.xadd("article-withdrawn", {"__data__": "x"}, id="1-0")
    await redis_client.xgroup_create("article-withdrawn", "publish", id="0")
    await redis_client.xreadgroup("publish", "c", {"article-withdrawn": ">"})
    tombstone = Tombstone(id=id_of("a"), story_id=id_of("a"), revision=2, seq=2, language="en")
    change = LiveChange(change="withdrawn", seq=2, article=tombstone, topics_before=(), topics_after=())
    taken_back = Emission.of(ARTICLE_PUBLISHED, ARTICLE_PUBLISHED.event(change, time=NOON))
    await redis_client.config_set("maxmemory", 1)
    try:
        with pytest.raises(StoreFullError):
            await emitter.append_once([created("b")])
        acknowledged = Acknowledgement("article-withdrawn", "publish", ["1-0"])
        assert len(await emitter.append_once([taken_back], [acknowledged])) == 1
    finally:
        await redis_client.config_set("maxmemory", 0)
    assert (await redis_client.xpending("article-withdrawn", "publish"))["pending"] == 0
