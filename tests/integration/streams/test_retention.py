"""Trimming by age never passes what a configured group has not finished."""

from newsroom.streams.consumer_groups import ensure_groups
from newsroom.streams.redis_commands import read_range
from newsroom.streams.retention import trim

STREAM = "article-created"
FAR = 10**13


async def fill(redis, count: int) -> None:
    for n in range(1, count + 1):
        await redis.xadd(STREAM, {"__data__": str(n)}, id=f"{n}-0")


async def kept(redis) -> list[str]:
    return [entry.id for entry in await read_range(redis, STREAM)]


async def test_age_decides_where_all_have_finished(redis_client):
    await fill(redis_client, 9)
    await ensure_groups(redis_client, [STREAM], "translate")
    await redis_client.xreadgroup("translate", "c", {STREAM: ">"}, noack=True)
    assert await trim(redis_client, STREAM, ["translate"], 5) == 4
    assert await kept(redis_client) == ["5-0", "6-0", "7-0", "8-0", "9-0"]


async def test_pending_entries_hold_it_back(redis_client):
    await fill(redis_client, 9)
    await ensure_groups(redis_client, [STREAM], "translate")
    await redis_client.xreadgroup("translate", "c", {STREAM: ">"})
    await redis_client.xack(STREAM, "translate", "1-0", "2-0", "4-0")
    await trim(redis_client, STREAM, ["translate"], FAR)
    assert (await kept(redis_client))[0] == "3-0"


async def test_undelivered_entries_hold_it_back(redis_client):
    await fill(redis_client, 9)
    await ensure_groups(redis_client, [STREAM], "translate")
    await redis_client.xreadgroup("translate", "c", {STREAM: ">"}, count=4, noack=True)
    await trim(redis_client, STREAM, ["translate"], FAR)
    assert (await kept(redis_client))[0] == "4-0"


async def test_a_configured_group_that_is_not_there_yet_holds_everything(redis_client):
    await fill(redis_client, 3)
    assert await trim(redis_client, STREAM, ["translate"], FAR) == 0


async def test_a_group_that_nobody_configured_holds_nothing(redis_client):
    await fill(redis_client, 3)
    await ensure_groups(redis_client, [STREAM], "stranger")
    assert await trim(redis_client, STREAM, [], FAR) == 3


async def test_no_stream_is_nothing_to_trim(redis_client):
    assert await trim(redis_client, STREAM, ["translate"], FAR) == 0
