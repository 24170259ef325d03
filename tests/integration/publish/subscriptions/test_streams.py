"""A `stream` subscription: its own Redis stream has its topics' entries, under the log's ids."""

import json
from typing import Any

import pytest

from newsroom.http.problems import ProblemError
from newsroom.streams.topology import Topology
from publish.adapters.redis_subscription_streams import RedisSubscriptionStreams
from publish.subscriptions.model import Subscription
from publish.subscriptions.requests import NewSubscription
from tests.integration.publish.subscriptions.conftest import Desk
from tests.support.articles import id_of, revision, withdrawal
from tests.support.waiting import until


async def subscribe(desk: Desk, **fields: Any) -> Subscription:
    wanted = {"name": "mirror", "kind": "stream", **fields}
    made, secret = await desk.calls.create("mine", NewSubscription.model_validate(wanted))
    assert secret is None
    return made


async def entries(desk: Desk, made: Subscription) -> list[tuple[str, str, str]]:
    """The stream as (id, change, article id)."""
    name = desk.calls.answer(made).stream
    assert name
    read = []
    found: Any = await desk.redis.xrange(name)
    for entry_id, fields in found:
        event = json.loads(fields[b"__data__"])
        read.append((entry_id.decode(), event["data"]["change"], event["subject"]))
    return read


async def until_entries(desk: Desk, made: Subscription, count: int) -> list[tuple[str, str, str]]:
    async def reached() -> bool:
        return len(await entries(desk, made)) == count

    await until(reached, f"{count} entries")
    return await entries(desk, made)


async def logged(desk: Desk) -> list[tuple[str, str, str]]:
    changes = await desk.history.page("0-0", 1000)
    return [(change.cursor, change.live.change, change.live.article.id) for change in changes]


async def test_it_has_its_topics_under_the_logs_ids_and_nothing_withdrawn(desk: Desk) -> None:
    await desk.side.tell(*(revision(f"old{n}", ("en", "az")[n % 2]) for n in range(80)))
    made = await subscribe(desk, topics={"lang": ["az"]}, **{"from": "earliest"})
    assert made.state == "active"
    async with desk.dispatching():
        await until_entries(desk, made, 40)
        await desk.side.tell(revision("a", "az"), revision("b", "en"), revision("c", "az"))
        await until_entries(desk, made, 42)
        await desk.side.tell(withdrawal("a", 2), withdrawal("old1", 2))
        await until_entries(desk, made, 44)
        await desk.archive()
        told = await until_entries(desk, made, 42)
    wanted = [one for one in await logged(desk) if one[2] != id_of("b")]
    assert told == [one for one in wanted if one in told]
    assert ("withdrawn", id_of("a")) in {one[1:] for one in told}
    assert ("published", id_of("a")) not in {one[1:] for one in told}
    assert all(one[2] != id_of("b") for one in told)


async def test_what_its_groups_have_finished_is_trimmed_and_a_lost_stream_is_filled_again(
    desk: Desk,
) -> None:
    made = await subscribe(desk)
    name = desk.calls.answer(made).stream
    assert name
    async with desk.dispatching():
        await desk.side.tell(*(revision(f"n{n}") for n in range(20)))
        told = await until_entries(desk, made, 20)
        await desk.redis.xgroup_create(name, "shop", id="0")
        read: Any = await desk.redis.xreadgroup("shop", "one", {name: ">"}, count=15)
        await desk.redis.xack(name, "shop", *(entry_id for entry_id, _ in read[0][1][:10]))
        streams = RedisSubscriptionStreams(desk.redis, Topology())
        assert await streams.trim(made.id, 0) == told[10][0]
        assert await entries(desk, made) == told[10:]
    await desk.redis.delete(name)
    async with desk.dispatching("two"):
        await desk.side.tell(revision("later"))
        again = await until_entries(desk, made, 21)
        assert again[:20] == told
        await desk.redis.delete(name)
        await desk.side.tell(revision("latest"))
        await until_entries(desk, made, 22)


async def test_it_ends_with_its_subscription(desk: Desk) -> None:
    made = await subscribe(desk)
    name = desk.calls.answer(made).stream
    assert name
    async with desk.dispatching():
        await desk.side.tell(revision("a"))
        await until_entries(desk, made, 1)
        await desk.calls.delete("mine", made.id)

        async def gone() -> bool:
            return not await desk.redis.exists(name)

        await until(gone, "the stream is deleted")


async def test_what_hooks_alone_have_is_refused(desk: Desk) -> None:
    made = await subscribe(desk)
    with pytest.raises(ProblemError, match="only web hooks"):
        await desk.calls.rotate("mine", made.id)
    with pytest.raises(ProblemError, match="only web hooks"):
        await desk.calls.test("mine", made.id)
