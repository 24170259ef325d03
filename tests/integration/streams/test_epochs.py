"""Epochs: an owner's numbers are restored whole under a fence, or their epoch is not set."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from newsroom.stores.epoch import REBUILDING, EpochGuard, Restoration, floor_of, is_epoch
from newsroom.stores.errors import EpochLostError
from newsroom.stores.mongo import Database, MongoEpochs
from newsroom.stores.redis import RedisClient
from newsroom.streams.high_water import StreamPositions
from newsroom.streams.publisher import Publisher
from newsroom.streams.topology import TRANSLATE, Topology
from tests.support.plumbing import created

Restore = Callable[[Restoration], Awaitable[int]]


@pytest.fixture(params=[1, 3], ids=["undivided", "partitions"])
def topology(request: pytest.FixtureRequest) -> Topology:
    return Topology(request.param)


def guard(redis: RedisClient, db: Database, topology: Topology, restore: Restore) -> EpochGuard:
    """One replica's."""
    return EpochGuard(
        redis,
        topology.epochs(TRANSLATE),
        Publisher(redis, topology, TRANSLATE),
        owner=TRANSLATE,
        epochs=MongoEpochs(db, TRANSLATE),
        restore=restore,
    )


async def nothing(_: Restoration) -> int:
    return 0


async def test_what_is_lost_again_while_it_is_restored_is_restored_again(
    redis_client: RedisClient, db: Database, topology: Topology
) -> None:
    """FLUSHALL twice: the second one after the numbers were put back, and before the epoch was."""
    losses = [True, False]

    async def restore(_: Restoration) -> int:
        await redis_client.set("number", 7)
        if losses.pop(0):
            await redis_client.flushall()
        return 1

    own = guard(redis_client, db, topology, restore)
    with pytest.raises(EpochLostError):
        await own.ensure()
    assert not await own.holds()
    stored = await redis_client.mget(topology.epochs(TRANSLATE))
    assert not any(is_epoch(value) for value in stored)
    await own.ensure()
    assert await own.holds()
    assert await redis_client.get("number") == b"7"


async def test_one_replica_restores_and_the_others_take_its_epoch_over(
    redis_client: RedisClient, db: Database, topology: Topology
) -> None:
    begun, goes_on = asyncio.Event(), asyncio.Event()

    async def restore(_: Restoration) -> int:
        begun.set()
        await goes_on.wait()
        return 1

    first, second = (guard(redis_client, db, topology, what) for what in (restore, nothing))
    restoring = asyncio.create_task(first.ensure())
    await begun.wait()
    with pytest.raises(EpochLostError):
        await second.ensure()
    goes_on.set()
    await restoring
    await second.ensure()
    assert await first.holds()
    assert await second.holds()
    assert await MongoEpochs(db, TRANSLATE).current() == second._holder.epoch


async def test_a_replica_that_slept_through_its_lease_sets_no_epoch(
    redis_client: RedisClient, db: Database, topology: Topology
) -> None:
    async def restore(_: Restoration) -> int:
        await redis_client.delete(*topology.epochs(TRANSLATE))
        await guard(redis_client, db, topology, nothing).ensure()
        return 1

    late = guard(redis_client, db, topology, restore)
    with pytest.raises(EpochLostError):
        await late.ensure()
    assert not await late.holds()
    await late.ensure()
    assert await late.holds()


async def test_a_restoration_that_fails_leaves_the_next_one_no_wait(
    redis_client: RedisClient, db: Database, topology: Topology
) -> None:
    async def restore(_: Restoration) -> int:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await guard(redis_client, db, topology, restore).ensure()
    await guard(redis_client, db, topology, nothing).ensure()


async def test_nothing_is_restored_while_it_is_rebuilt(
    redis_client: RedisClient, db: Database, topology: Topology
) -> None:
    await redis_client.mset(dict.fromkeys(topology.epochs(TRANSLATE), REBUILDING))
    with pytest.raises(EpochLostError):
        await guard(redis_client, db, topology, nothing).ensure()


async def test_each_loss_begins_an_epoch_and_an_older_one_appends_nothing(
    redis_client: RedisClient, db: Database
) -> None:
    topology = Topology()
    zombie, awake = (Publisher(redis_client, topology, TRANSLATE) for _ in range(2))
    for holder in (zombie, awake):
        own = EpochGuard(
            redis_client,
            topology.epochs(TRANSLATE),
            holder,
            owner=TRANSLATE,
            epochs=MongoEpochs(db, TRANSLATE),
            restore=nothing,
            scripts=holder.scripts,
        )
        await redis_client.flushall()
        await own.ensure()
    assert (floor_of(zombie.epoch), floor_of(awake.epoch)) == (0, 1_000_000)
    with pytest.raises(EpochLostError):
        await zombie.append_once([created("late")])
    assert await awake.append_once([created("late")])


async def test_a_redis_behind_the_marks_is_restored_under_a_new_epoch(
    redis_client: RedisClient, db: Database
) -> None:
    """What a Redis lacks that was started anew on an older file, its stream does not reach."""
    topology, epochs = Topology(), MongoEpochs(db, TRANSLATE)
    emitter, restored = Publisher(redis_client, topology, TRANSLATE), list[str]()

    async def restore(restoration: Restoration) -> int:
        restored.append(restoration.epoch)
        return 0

    own = EpochGuard(
        redis_client,
        topology.epochs(TRANSLATE),
        emitter,
        owner=TRANSLATE,
        epochs=epochs,
        restore=restore,
        positions=StreamPositions(redis_client, topology, TRANSLATE).read,
        scripts=emitter.scripts,
    )
    await own.ensure()
    await redis_client.xadd("story-linked", {"any": "thing"}, id="7-0")
    await own.keep_marks()
    for older in ("7-0", "6-9"):
        await redis_client.delete("story-linked")
        await redis_client.xadd("story-linked", {"any": "thing"}, id=older)
        await redis_client.script_flush()  # as a start does
        assert not await own.holds()
        assert own.problems()
        with pytest.raises(EpochLostError):
            await emitter.append_once([created("unverified")])
        await own.ensure()
        assert await own.holds()
    assert [epoch.partition(".")[0] for epoch in restored] == ["0", "1"]
    assert await epochs.marks(emitter.epoch) == {}


async def test_a_late_mark_of_an_older_epoch_is_not_written(db: Database) -> None:
    epochs = MongoEpochs(db, TRANSLATE)
    older = await epochs.begin()
    await epochs.raise_marks(older, {"story-linked": "2"})
    await epochs.raise_marks(older, {"story-linked": "1"})
    assert await epochs.marks(older) == {"story-linked": "2"}
    newer = await epochs.begin()
    await epochs.raise_marks(older, {"story-linked": "3"})
    assert await epochs.marks(newer) == {}
