"""Translate killed between the commit of the graph and the append of `story-linked`.

Nothing pending means done: once the group has nothing to read and nothing to acknowledge, every story that
was committed is on its stream. No sweep runs here.
"""

import asyncio
import contextlib
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from newsroom.events.articles import ArticleRevision
from newsroom.events.catalogue import ARTICLE_CREATED, ARTICLE_UPDATED, STORY_LINKED
from newsroom.events.stories import StorySnapshot
from newsroom.stores.redis import RedisClient
from newsroom.streams.publisher import Emission
from newsroom.streams.redis_commands import read_range
from newsroom.streams.topology import MATCH, TRANSLATE
from newsroom.streams.wire import decode
from tests.support.articles import NOON, id_of, revision
from tests.support.translate_worker import Worker, is_done
from translate.stories.graph import Node
from translate.stories.handlers import ExplicitLinking
from translate.stories.outbox import StoryProjection

ROOT = Path(__file__).parents[2]
EN, AZ = revision("en", "en"), revision("az", "az", original="en", minutes=1)


async def kill_after_commit(redis_url: str, role: str, *words: str) -> None:
    command = [sys.executable, "-m", "tests.support.translate_worker", redis_url, role, *words]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT)
    assert await asyncio.wait_for(process.wait(), 60) == -signal.SIGKILL


async def send(worker: Worker, *revisions: ArticleRevision) -> None:
    kinds = {True: ARTICLE_CREATED, False: ARTICLE_UPDATED}
    await worker.publisher.append_once(
        Emission.of(kind, kind.event(sent, time=NOON))
        for sent in revisions
        for kind in [kinds[sent.revision == 1]]
    )


async def emitted(redis: RedisClient) -> dict[str, StorySnapshot]:
    """The newest version of each story on the stream."""
    entries = await read_range(redis, STORY_LINKED.stream)
    snapshots = [decode(entry, STORY_LINKED.stream).data for entry in entries]
    assert len({(snapshot.id, snapshot.version) for snapshot in snapshots}) == len(snapshots), "doubled"
    return {snapshot.id: snapshot for snapshot in snapshots}


async def committed(worker: Worker) -> dict[str, StorySnapshot]:
    nodes = await worker.nodes.read([id_of(name) for name in ("en", "az", "ru")])
    return {node.id: node.story for node in nodes.values() if node.story is not None}


async def survive(worker: Worker, group: str, stream: str) -> None:
    """Comes back under the killed worker's name, until nothing is pending there."""
    assert not await is_done(worker.redis, group, stream), "it died after the acknowledgement"
    assert await emitted(worker.redis) != await committed(worker), "it died after the append"
    await worker.handle_pending(group, stream)
    await worker.handle_new(group, stream)
    assert await is_done(worker.redis, group, stream)
    assert await emitted(worker.redis) == await committed(worker)
    assert await worker.nodes.unmark([]) == []


async def test_an_explicit_link_is_on_its_stream_once_its_entry_is_acknowledged(redis_client, redis_url):
    worker = await Worker.of(redis_client)
    await send(worker, EN, AZ)
    await kill_after_commit(redis_url, TRANSLATE, "article-created")
    await survive(worker, TRANSLATE, "article-created")


async def test_so_is_the_story_that_an_article_left_which_the_entry_does_not_name(redis_client, redis_url):
    worker = await Worker.of(redis_client)
    await send(worker, EN, AZ)
    await worker.handle_new(TRANSLATE, "article-created")
    await send(worker, revision("az", "az", number=2, minutes=1))
    await kill_after_commit(redis_url, TRANSLATE, "article-updated")
    await survive(worker, TRANSLATE, "article-updated")
    assert set((await emitted(redis_client))[id_of("en")].articles) == {"en"}


@pytest.mark.soak
async def test_so_is_an_automatic_link(redis_client, redis_url):
    worker = await Worker.of(redis_client)
    headlines = {
        "en": "Earthquake of magnitude 4.1 hits Shamakhi",
        "az": "Şamaxıda 4,1 maqnitudalı zəlzələ olub",
    }
    alike = [revision(name, name, headline=text, body=None) for name, text in headlines.items()]
    await send(worker, *alike)
    await worker.handle_new(TRANSLATE, "article-created")
    await kill_after_commit(redis_url, MATCH, "article-created")
    await survive(worker, MATCH, "article-created")
    assert any(len(story.articles) == 2 for story in (await emitted(redis_client)).values())


async def test_so_is_an_act_of_the_desk_once_group_translate_has_its_decision(redis_client, redis_url):
    worker = await Worker.of(redis_client)
    await send(worker, EN, revision("ru", "ru", minutes=1))
    await worker.handle_new(TRANSLATE, "article-created")
    await worker.handle_new(TRANSLATE, "link-decided")
    await kill_after_commit(redis_url, "desk", id_of("en"), id_of("ru"))
    await survive(worker, TRANSLATE, "link-decided")
    assert set((await emitted(redis_client))[id_of("en")].articles) == {"en", "ru"}


async def test_a_mark_is_dropped_with_its_append_so_that_the_sweep_finds_nothing(redis_client):
    worker = await Worker.of(redis_client)
    await send(worker, EN, AZ)
    await worker.handle_new(TRANSLATE, "article-created")
    assert await worker.nodes.unmark([]) == []
    assert await worker.outbox.flush() == 0
    assert await emitted(redis_client) == await committed(worker)


class Waiting:
    """A projection that waits before a version is appended, as a slow handler does."""

    def __init__(self, projection: StoryProjection) -> None:
        self.reached, self.go_on = asyncio.Event(), asyncio.Event()
        self._projection = projection

    async def apply(self, snapshots: Sequence[StorySnapshot], known: Mapping[str, Node]) -> None:
        self.reached.set()
        await self.go_on.wait()
        await self._projection.apply(snapshots, known)


async def test_what_another_handler_has_in_hand_is_left_to_it(redis_client):
    """As group `translate-match` does with what group `translate` is about to append."""
    worker = await Worker.of(redis_client)
    projection = Waiting(worker.outbox.projection)
    outbox = replace(worker.outbox, projection=projection)
    linking = ExplicitLinking(worker.nodes, outbox, worker.originals, worker.checks)
    events = [ARTICLE_CREATED.event(article, time=NOON) for article in (EN, AZ)]
    task = asyncio.create_task(linking.link_explicit(events))
    await projection.reached.wait()
    assert await outbox.flush() == 0
    assert await emitted(redis_client) == {}
    projection.go_on.set()
    await task
    assert await emitted(redis_client) == await committed(worker)
    assert await worker.nodes.unmark([]) == []


async def test_what_a_failed_handler_held_is_free_again(redis_client):
    worker = await Worker.of(redis_client)
    projection = Waiting(worker.outbox.projection)
    linking = ExplicitLinking(
        worker.nodes, replace(worker.outbox, projection=projection), worker.originals, worker.checks
    )
    task = asyncio.create_task(linking.link_explicit([ARTICLE_CREATED.event(EN, time=NOON)]))
    await projection.reached.wait()
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    projection.go_on.set()
    assert await linking.outbox.flush() == 1
    assert await emitted(redis_client) == await committed(worker)
