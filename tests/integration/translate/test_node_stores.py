"""The graph of links in memory and in Redis: the same scenarios on both, racing workers among them."""

import asyncio
import random

import pytest

from newsroom.stores.errors import EpochLostError
from newsroom.streams.topology import Topology
from tests.support.articles import id_of, revision, withdrawal
from tests.support.graph import Graph
from tests.support.plumbing import publisher
from translate.adapters.redis_nodes import RedisNodes
from translate.stories.commit import commit_changes

EN = revision("en", "en")
AZ = revision("az", "az", original="en", minutes=1)
RU = revision("ru", "ru", original="en", minutes=2)


@pytest.fixture(params=["memory", "redis"])
async def store(request, redis_client):
    if request.param == "memory":
        return Graph()
    return RedisNodes(redis_client, Topology(), await publisher(redis_client))


async def story_of(store, *names: str) -> set[str]:
    nodes = await store.read([id_of(name) for name in names])
    return {node.story_id for node in nodes.values()}


async def test_what_is_committed_is_read_back(store):
    made = await commit_changes(store, [EN, AZ])
    assert {snapshot.id for snapshot in made} == {id_of("en")}
    nodes = await store.read([id_of("en"), id_of("az")])
    assert nodes[id_of("az")].metadata.translation_of == id_of("en")
    assert nodes[id_of("en")].claimed_by == (id_of("az"),)


async def test_three_at_once_on_two_workers_make_one_story(store):
    await asyncio.gather(
        commit_changes(store, [RU]),
        commit_changes(store, [EN, AZ]),
        commit_changes(store, [AZ]),
        commit_changes(store, [EN]),
    )
    assert len(await story_of(store, "en", "az", "ru")) == 1


async def test_many_workers_on_many_stories_leave_each_complete(store):
    chance = random.Random(5)
    told = []
    for number in range(30):
        told += [
            revision(f"{number}-en", "en"),
            revision(f"{number}-az", "az", original=f"{number}-en"),
            revision(f"{number}-ru", "ru", original=f"{number}-az"),
        ]
    chance.shuffle(told)
    batches = [told[start : start + 7] for start in range(0, len(told), 7)]
    await asyncio.gather(*(commit_changes(store, batch) for batch in batches))
    for number in range(30):
        names = [f"{number}-{language}" for language in ("en", "az", "ru")]
        assert len(await story_of(store, *names)) == 1


async def test_rivals_for_one_language_at_once_never_share_a_story(store):
    rivals = [revision(f"az-{n}", "az", original="en", minutes=n) for n in range(6)]
    await asyncio.gather(commit_changes(store, [EN]), *(commit_changes(store, [rival]) for rival in rivals))
    stories = [await story_of(store, f"az-{n}") for n in range(6)]
    assert len(set[str]().union(*stories)) == 6
    assert await story_of(store, "en") == await story_of(store, "az-0")


async def test_a_withdrawal_keeps_the_story(store):
    await commit_changes(store, [EN, AZ])
    await commit_changes(store, [withdrawal("az", 2)])
    assert len(await story_of(store, "en", "az")) == 1


async def test_saying_it_again_commits_nothing(store):
    await commit_changes(store, [EN, AZ, RU])
    assert await commit_changes(store, [EN, AZ, RU]) == []


async def test_committed_stories_are_marked_until_they_are_emitted(redis_client):
    store = RedisNodes(redis_client, Topology(), await publisher(redis_client))
    await commit_changes(store, [EN, AZ])
    [(story_id, version)] = await store.unmark([])
    await store.unmark([(story_id, version - 1)])
    assert await store.unmark([]) == [(story_id, version)]
    await store.unmark([(story_id, version)])
    assert await store.unmark([]) == []


async def test_without_its_epoch_nothing_is_committed(redis_client):
    store = RedisNodes(redis_client, Topology(), await publisher(redis_client))
    await redis_client.flushall()
    with pytest.raises(EpochLostError):
        await commit_changes(store, [EN])
    assert (await store.read([id_of("en")]))[id_of("en")].metadata is None
