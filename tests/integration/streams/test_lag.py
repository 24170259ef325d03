"""Lag of a group, also where entries were deleted, as those of withdrawn articles are."""

from newsroom.streams.consumer_groups import ensure_groups
from newsroom.streams.inspect import group_states
from newsroom.streams.redis_commands import group_infos
from newsroom.streams.topology import Topology

STREAM = "article-created"
COUNTED = 1000  # at most, where Redis does not know


async def behind(redis, count: int, *deleted: int) -> None:
    """A group that was handed the first of `count` entries, before some were deleted."""
    await ensure_groups(redis, [STREAM], "publish")
    async with redis.pipeline(transaction=False) as pipeline:
        for n in range(1, count + 1):
            pipeline.xadd(STREAM, {"__data__": str(n)}, id=f"{n}-0")
        await pipeline.execute()
    await redis.xreadgroup("publish", "c", {STREAM: ">"}, count=1, noack=True)
    await redis.xdel(STREAM, *(f"{n}-0" for n in deleted))


async def test_what_redis_does_not_know_is_counted(redis_client):
    await behind(redis_client, 5, 3)
    [row] = await redis_client.xinfo_groups(STREAM)
    assert row["lag"] is None
    [info] = await group_infos(redis_client, STREAM)
    assert info.lag == 3
    [state] = await group_states(redis_client, Topology())
    assert state.lag == 3


async def test_it_is_counted_so_far_and_no_farther(redis_client):
    await behind(redis_client, COUNTED + 10, 3)
    [info] = await group_infos(redis_client, STREAM)
    assert info.lag == COUNTED


async def test_none_is_left_once_all_is_delivered(redis_client):
    await behind(redis_client, 5, 3)
    await redis_client.xreadgroup("publish", "c", {STREAM: ">"}, noack=True)
    [info] = await group_infos(redis_client, STREAM)
    assert info.lag == 0


async def test_deleted_entries_wait_for_nobody(redis_client):
    await behind(redis_client, 3, 2, 3)
    [info] = await group_infos(redis_client, STREAM)
    assert info.lag == 0
