"""The consumer recipe against a real server: nothing lost, nothing blocked, nothing stuck."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from typing import Any

from newsroom.events.catalogue import ARTICLE_CREATED, ARTICLE_UPDATED, ARTICLE_WITHDRAWN
from newsroom.stores.errors import StoreUnavailableError
from newsroom.stores.redis import RedisClient
from newsroom.streams.consumer import Delivery
from newsroom.streams.consumer_groups import ensure_groups
from newsroom.streams.dead_letters import DeadLetters
from newsroom.streams.outcome import RejectedError
from newsroom.streams.publisher import Emission
from newsroom.streams.redis_commands import group_infos, pending_entries, read_range
from tests.support.articles import NOON, id_of, revision, withdrawal
from tests.support.plumbing import QUICK, Reader, created, publisher
from tests.support.waiting import until


class Notebook:
    """A handler that notes what it was given, and fails as it is told."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.poison: set[str] = set()
        self.hopeless: set[str] = set()
        self.away = False
        self.attempts = 0

    async def __call__(self, deliveries: Sequence[Delivery[Any]]) -> Sequence[Emission]:
        subjects = [delivery.event.subject for delivery in deliveries]
        self.attempts += 1
        if self.away:
            raise StoreUnavailableError("the store is away")
        if self.hopeless & set(subjects):
            raise RejectedError("this can never be handled")
        if self.poison & set(subjects):
            raise ValueError("poison")
        self.seen += subjects
        return ()


@contextlib.asynccontextmanager
async def reading(reader: Reader) -> AsyncIterator[None]:
    made = reader.reading()
    task = asyncio.create_task(made.run())
    await asyncio.wait_for(made.started.wait(), 10)
    try:
        yield
    finally:
        await made.stop()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def settled(redis: RedisClient) -> bool:
    infos = await group_infos(redis, "article-created")
    return bool(infos) and all(info.pending == 0 and info.lag == 0 for info in infos)


async def test_what_was_emitted_before_the_first_start_is_read(redis_client, redis_url):
    notebook = Notebook()
    emitter = await publisher(redis_client)
    await emitter.append_once([created("early")])
    async with reading(Reader(redis_client, redis_url, notebook)):
        await until(lambda: settled(redis_client), "the group has finished")
    assert notebook.seen == [id_of("early")]


async def test_garbage_is_parked_with_the_reason_and_stops_nothing(redis_client, redis_url):
    notebook = Notebook()
    emitter = await publisher(redis_client)
    await redis_client.xadd("article-created", {"hello": b"\xff\xfe"})
    await redis_client.xadd("article-created", {"__data__": "not JSON"})
    await emitter.append_once([created("good")])
    async with reading(Reader(redis_client, redis_url, notebook)):
        await until(lambda: settled(redis_client), "the group has finished")
    letters = [one async for one in DeadLetters(redis_client).letters("article-created.translate.dead")]
    assert notebook.seen == [id_of("good")]
    assert ["no field __data__" in letters[0].parked.reason, "Invalid JSON" in letters[1].parked.reason] == [
        True
    ] * 2
    assert letters[0].parked.entry.fields == {b"hello": b"\xff\xfe"}


async def test_a_withdrawal_overtakes_what_waits(redis_client, redis_url):
    """It waits for the part in hand, never for all that was read."""
    held, reached = asyncio.Event(), asyncio.Event()
    batches: list[list[str]] = []

    async def slow(deliveries: Sequence[Delivery[Any]]) -> Sequence[Emission]:
        batches.append([delivery.event.type for delivery in deliveries])
        reached.set()
        await held.wait()
        return ()

    emitter = await publisher(redis_client)
    await emitter.append_once([created(str(number)) for number in range(1500)])
    streams = ("article-created", "article-withdrawn")
    reader = Reader(redis_client, redis_url, slow, streams=streams)
    async with reading(reader):
        await asyncio.wait_for(reached.wait(), 60)
        killed = ARTICLE_WITHDRAWN.event(withdrawal("0", number=2), time=NOON)
        await emitter.append_once([Emission.of(ARTICLE_WITHDRAWN, killed)])

        async def is_read() -> bool:
            infos = await group_infos(redis_client, "article-withdrawn")
            return bool(infos) and infos[0].pending == 1

        await until(is_read, "the withdrawal is read")
        held.set()
        await until(lambda: settled(redis_client), "the group has finished")
    handled = [kinds[0] for kinds in batches]
    assert handled[1] == "newsroom.article-withdrawn.v1"
    assert sum(map(len, batches)) == 1501
    assert max(map(len, batches)) <= 200


async def test_a_withdrawal_overtakes_the_batch_in_hand_where_handlers_may_race(redis_client, redis_url):
    never, seen = asyncio.Event(), asyncio.Event()

    async def slow(deliveries: Sequence[Delivery[Any]]) -> Sequence[Emission]:
        if deliveries[0].event.type == "newsroom.article-withdrawn.v1":
            seen.set()
        else:
            await never.wait()
        return ()

    emitter = await publisher(redis_client)
    await emitter.append_once([created("0")])
    streams = ("article-created", "article-withdrawn")
    reader = Reader(redis_client, redis_url, slow, streams=streams, overtakes_in_hand=True)
    async with reading(reader):
        killed = ARTICLE_WITHDRAWN.event(withdrawal("0", number=2), time=NOON)
        await emitter.append_once([Emission.of(ARTICLE_WITHDRAWN, killed)])
        await asyncio.wait_for(seen.wait(), 60)
        assert not await settled(redis_client)
        never.set()
        await until(lambda: settled(redis_client), "the group has finished")


async def test_poison_takes_no_neighbour_with_it(redis_client, redis_url):
    notebook = Notebook()
    notebook.poison = {id_of("5")}
    notebook.hopeless = {id_of("7")}
    emitter = await publisher(redis_client)
    await emitter.append_once([created(str(n)) for n in range(20)])
    async with reading(Reader(redis_client, redis_url, notebook)):
        await until(lambda: settled(redis_client), "the group has finished")
    letters = [one async for one in DeadLetters(redis_client).letters("article-created.translate.dead")]
    assert sorted(notebook.seen) == sorted(id_of(str(n)) for n in range(20) if n not in (5, 7))
    reasons = {letter.parked.reason: letter.parked.attempts for letter in letters}
    assert reasons == {"ValueError: poison": 3, "this can never be handled": 1}


async def test_an_outage_is_not_an_attempt(redis_client, redis_url):
    notebook = Notebook()
    notebook.away = True
    emitter = await publisher(redis_client)
    await emitter.append_once([created("a"), created("b")])
    async with reading(Reader(redis_client, redis_url, notebook)):

        async def tried_often() -> bool:
            return notebook.attempts > 10

        await until(tried_often, "more tries than a dead letter takes")
        found = await pending_entries(redis_client, "article-created", "translate", count=10)
        assert [entry.deliveries <= 1 for entry in found] == [True, True]
        notebook.away = False
        await until(lambda: settled(redis_client), "the group has finished")
    assert sorted(notebook.seen) == sorted([id_of("a"), id_of("b")])
    assert await DeadLetters(redis_client).streams() == []


async def test_a_consumer_takes_up_what_its_earlier_life_left(redis_client, redis_url):
    notebook = Notebook()
    emitter = await publisher(redis_client)
    await ensure_groups(redis_client, ["article-created"], "translate")
    await emitter.append_once([created("left")])
    await redis_client.xreadgroup("translate", "translate-1", {"article-created": ">"})
    async with reading(Reader(redis_client, redis_url, notebook)):
        assert notebook.seen == [id_of("left")]  # before it has even begun to read


async def test_what_a_dead_consumer_left_is_taken_over(redis_client, redis_url):
    notebook = Notebook()
    emitter = await publisher(redis_client)
    await ensure_groups(redis_client, ["article-created"], "translate")
    await emitter.append_once([created("left")])
    await redis_client.xreadgroup("translate", "translate-9", {"article-created": ">"})
    async with reading(Reader(redis_client, redis_url, notebook)):
        await until(lambda: settled(redis_client), "the group has finished")
    assert notebook.seen == [id_of("left")]


async def test_a_consumer_with_a_long_batch_is_not_robbed(redis_client, redis_url):
    started, finish, peer = asyncio.Event(), asyncio.Event(), Notebook()

    async def slow(deliveries: Sequence[Delivery[Any]]) -> Sequence[Emission]:
        started.set()
        await finish.wait()
        return ()

    async def held_for_long() -> bool:
        """The entry was delivered so long ago that a silent holder would have lost it thrice over."""
        idle_ms = int(3000 * QUICK.silent_after)
        return bool(
            await pending_entries(redis_client, "article-created", "translate", count=1, idle_ms=idle_ms)
        )

    emitter = await publisher(redis_client)
    async with reading(Reader(redis_client, redis_url, slow)):
        await emitter.append_once([created("long")])
        await asyncio.wait_for(started.wait(), 10)
        async with reading(Reader(redis_client, redis_url, peer, name="translate-2")):
            await until(held_for_long, "the batch has lasted long")
            finish.set()
            await until(lambda: settled(redis_client), "the group has finished")
    assert peer.attempts == 0


async def test_an_entry_that_ends_its_worker_is_parked(redis_client, redis_url):
    notebook = Notebook()
    emitter = await publisher(redis_client)
    await ensure_groups(redis_client, ["article-created"], "translate")
    [entry_id] = await emitter.append_once([created("killer")])
    await redis_client.xreadgroup("translate", "translate-1", {"article-created": ">"})
    await redis_client.xclaim("article-created", "translate", "translate-1", 0, [entry_id], retrycount=9)
    async with reading(Reader(redis_client, redis_url, notebook)):
        await until(lambda: settled(redis_client), "the group has finished")
    [letter] = [one async for one in DeadLetters(redis_client).letters("article-created.translate.dead")]
    assert notebook.seen == []
    assert "it ends its worker" in letter.parked.reason


async def test_reading_goes_on_after_redis_lost_its_data(redis_client, redis_url):
    notebook = Notebook()
    emitter = await publisher(redis_client)
    reader = Reader(redis_client, redis_url, notebook)
    async with reading(reader):
        await redis_client.flushall()

        async def restored() -> bool:
            return reader.epochs.restored > 0 and bool(await redis_client.exists("article-created"))

        await until(restored, "numbers restored and the group made again")
        await emitter.append_once([created("after")])
        await until(lambda: settled(redis_client), "the group has finished")
    assert notebook.seen == [id_of("after")]


async def test_stopping_finishes_the_batch_in_hand(redis_client, redis_url):
    started, finish = asyncio.Event(), asyncio.Event()

    async def slow(deliveries: Sequence[Delivery[Any]]) -> Sequence[Emission]:
        started.set()
        await finish.wait()
        return ()

    emitter = await publisher(redis_client)
    made = Reader(redis_client, redis_url, slow).reading()
    task = asyncio.create_task(made.run())
    await asyncio.wait_for(made.started.wait(), 10)
    await emitter.append_once([created("a")])
    await asyncio.wait_for(started.wait(), 10)
    stopping = asyncio.create_task(made.stop())
    finish.set()
    await asyncio.wait_for(stopping, 10)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert await settled(redis_client)


async def test_a_replayed_dead_letter_is_handled(redis_client, redis_url):
    notebook = Notebook()
    notebook.hopeless = {id_of("a")}
    emitter = await publisher(redis_client)
    await emitter.append_once([created("a")])
    letters = DeadLetters(redis_client)
    async with reading(Reader(redis_client, redis_url, notebook)):
        await until(letters.streams, "a dead letter")
        [letter] = [one async for one in letters.letters("article-created.translate.dead")]
        notebook.hopeless = set()
        assert await letters.replay(letter)
        assert not await letters.replay(letter)
        await until(lambda: settled(redis_client), "the group has finished")
    assert notebook.seen == [id_of("a")]
    assert await read_range(redis_client, "article-created.translate.dead") == []


async def test_what_comes_in_while_a_batch_is_handled_is_handled_together(redis_client, redis_url):
    """Also of several streams: their entries name the same articles."""
    started, finish = asyncio.Event(), asyncio.Event()
    batches: list[set[str]] = []

    async def slow(deliveries: Sequence[Delivery[Any]]) -> Sequence[Emission]:
        batches.append({delivery.entry.stream for delivery in deliveries})
        started.set()
        await finish.wait()
        return ()

    streams = ("article-created", "article-updated", "article-withdrawn")
    events: dict[str, Any] = {
        "article-created": ARTICLE_CREATED.event(revision("a"), time=NOON),
        "article-updated": ARTICLE_UPDATED.event(revision("a", number=2), time=NOON),
        "article-withdrawn": ARTICLE_WITHDRAWN.event(withdrawal("a", 3), time=NOON),
    }
    kinds = {kind.stream: kind for kind in (ARTICLE_CREATED, ARTICLE_UPDATED, ARTICLE_WITHDRAWN)}
    emitter = await publisher(redis_client)

    async def emit(stream: str) -> None:
        await emitter.append_once([Emission.of(kinds[stream], events[stream])])

    async def are_delivered() -> bool:
        pending = [await pending_entries(redis_client, one, "translate", count=1) for one in streams]
        return all(pending)

    async def are_finished() -> bool:
        infos = [info for one in streams for info in await group_infos(redis_client, one)]
        return all((info.pending, info.lag) == (0, 0) for info in infos)

    async with reading(Reader(redis_client, redis_url, slow, streams=streams)):
        await emit("article-created")
        await asyncio.wait_for(started.wait(), 10)
        await emit("article-updated")
        await emit("article-withdrawn")
        await until(are_delivered, "all were read")
        finish.set()
        await until(are_finished, "the group has finished")

    assert batches[0] == {"article-created"}
    assert set().union(*batches) == set(streams)
    assert len(batches) <= len(streams)
