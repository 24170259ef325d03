"""A consumer's own stream is filled in order and each entry once; the newsroom's own are no target."""

import pytest
from redis.exceptions import ResponseError

from newsroom.stores.redis import RedisClient
from newsroom.streams.redis_commands import read_range
from newsroom.streams.replay import LoggedEvent, append_under_cursors, newest_id, refusal
from newsroom.streams.topology import Topology

EVENTS = [LoggedEvent(f"{n}-0", b"{}") for n in range(1, 6)]


async def test_what_is_there_is_not_appended_again(redis_client: RedisClient) -> None:
    assert await newest_id(redis_client, "mine") is None
    assert await append_under_cursors(redis_client, "mine", EVENTS[:3]) == 3
    assert await append_under_cursors(redis_client, "mine", EVENTS) == 2
    assert await append_under_cursors(redis_client, "mine", []) == 0
    assert [entry.id for entry in await read_range(redis_client, "mine")] == [one.cursor for one in EVENTS]
    assert await newest_id(redis_client, "mine") == "5-0"


async def test_what_is_no_stream_is_left_alone(redis_client: RedisClient) -> None:
    await redis_client.set("mine", "something")
    with pytest.raises(ValueError, match="no stream"):
        await newest_id(redis_client, "mine")
    with pytest.raises(ResponseError):
        await append_under_cursors(redis_client, "mine", EVENTS)


@pytest.mark.parametrize("partitions", [1, 3])
@pytest.mark.parametrize(
    "stream",
    [
        "article-published",
        "article-created",
        "article-created{2}",
        "article-published{0}",
        "article-created.publish.dead",
        "newsroom:numbers:x",
        "",
    ],
)
def test_the_newsrooms_own_streams_are_refused(stream: str, partitions: int) -> None:
    assert refusal(stream, Topology(partitions))


def test_any_other_stream_may_be_filled() -> None:
    assert refusal("archive-of-a-partner", Topology()) is None
