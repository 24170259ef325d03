"""A worker of translate on real stores, and the same worker killed between its commit and its append.

python -m tests.support.translate_worker REDIS_URL GROUP STREAM   # reads what is new there, and dies
python -m tests.support.translate_worker REDIS_URL desk STORY OTHER   # merges two stories, and dies
"""

import asyncio
import os
import signal
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from newsroom.events.articles import ArticleRevision
from newsroom.runtime.clock import SystemClock
from newsroom.stores.redis import RedisClient, connect
from newsroom.streams.consumer import Consumer
from newsroom.streams.consumer_groups import ensure_groups
from newsroom.streams.publisher import Publisher
from newsroom.streams.reclaimer import Reclaimer
from newsroom.streams.redis_commands import group_infos, read_group
from newsroom.streams.router import Router
from newsroom.streams.topology import MATCH, TRANSLATE, Topology
from tests.support.plumbing import QUICK, publisher
from translate.adapters.redis_act_records import RedisActRecords
from translate.adapters.redis_coverage_board import RedisCoverageBoard
from translate.adapters.redis_discrepancies import RedisDiscrepancies
from translate.adapters.redis_features import RedisFeatures
from translate.adapters.redis_nodes import RedisNodes
from translate.adapters.redis_pauses import RedisPauses
from translate.adapters.redis_suggestions import RedisSuggestions
from translate.automatic.desk_projection import DeskProjection
from translate.automatic.handlers import AutomaticLinking, PauseSwitching
from translate.automatic.linker import AutomaticLinker
from translate.automatic.unconfirmed_originals import UnconfirmedOriginals
from translate.automatic.waiting_suggestions import WaitingSuggestions
from translate.desk.acts import DeskActs
from translate.matching import open_matcher
from translate.stories.handlers import ExplicitLinking
from translate.stories.node_store import Commit
from translate.stories.outbox import StoryOutbox
from translate.subscribers import automatic_router, explicit_router

LANGUAGES = ("en", "az", "ru")
_NAME = "translate-1"
_DAY_MS = 24 * 3_600_000


class KilledNodes(RedisNodes):
    """A NodeStore whose process ends as soon as a commit with a story in it is in Redis."""

    async def commit(self, commits: Sequence[Commit]) -> list[bool]:
        answers = await super().commit(commits)
        if any(commit.snapshots for commit in commits):
            os.kill(os.getpid(), signal.SIGKILL)
        return answers


class NoContents:
    """Nothing is stored besides the features."""

    async def contents(self, article_ids: Iterable[str], /) -> list[ArticleRevision]:
        return []


@dataclass(frozen=True, slots=True)
class Worker:
    """Translate's use cases over one Redis."""

    redis: RedisClient
    publisher: Publisher
    nodes: RedisNodes
    suggestions: RedisSuggestions
    waiting: WaitingSuggestions
    outbox: StoryOutbox

    @classmethod
    async def of(cls, redis: RedisClient, nodes_type: type[RedisNodes] = RedisNodes) -> "Worker":
        topology, clock, emitter = Topology(), SystemClock(), await publisher(redis)
        nodes, suggestions = nodes_type(redis, topology, emitter), RedisSuggestions(redis, topology)
        waiting = WaitingSuggestions(nodes, suggestions, emitter, clock)
        board, checks = (
            RedisCoverageBoard(redis, topology, LANGUAGES),
            RedisDiscrepancies(redis, topology, clock),
        )
        projection = DeskProjection(nodes, board, waiting, checks)
        outbox = StoryOutbox(nodes, projection, emitter, clock)
        return cls(redis, emitter, nodes, suggestions, waiting, outbox)

    async def handle_new(self, group: str, stream: str) -> None:
        """Reads what is new in a stream, and handles it."""
        await ensure_groups(self.redis, [stream], group)
        entries = await read_group(self.redis, stream, group, _NAME, ">", count=100, block_ms=10)
        await self._consumer(group).handle(entries)

    async def handle_pending(self, group: str, stream: str) -> None:
        """Takes up at once what an earlier life of this worker left pending."""
        await Reclaimer(self._consumer(group), _NAME).sweep(stream)

    @property
    def originals(self) -> UnconfirmedOriginals:
        return UnconfirmedOriginals(self.nodes, self.waiting)

    @property
    def checks(self) -> RedisDiscrepancies:
        return RedisDiscrepancies(self.redis, Topology(), SystemClock())

    def desk(self) -> DeskActs:
        """The desk's acts."""
        records = RedisActRecords(self.redis, Topology())
        return DeskActs(self.nodes, self.suggestions, records, self.publisher, self.outbox, SystemClock())

    def _consumer(self, group: str) -> Consumer:
        router = self._explicit() if group == TRANSLATE else self._automatic()
        return Consumer(self.redis, Topology(), self.publisher, group, router, SystemClock(), QUICK)

    def _explicit(self) -> Router:
        linking = ExplicitLinking(self.nodes, self.outbox, self.originals, self.checks)
        return explicit_router(linking, PauseSwitching(RedisPauses(self.redis, Topology())))

    def _automatic(self) -> Router:
        linker = AutomaticLinker(
            open_matcher("none"),
            RedisFeatures(self.redis, Topology()),
            self.nodes,
            languages=LANGUAGES,
            reach_ms=_DAY_MS,
            contents=NoContents(),
        )
        return automatic_router(AutomaticLinking(linker, self.nodes, self.outbox, self.waiting))


async def is_done(redis: RedisClient, group: str, stream: str) -> bool:
    """Whether nothing is left to read or to acknowledge, as an operator sees it."""
    infos = [info for info in await group_infos(redis, stream) if info.name == group]
    return bool(infos) and all(info.pending == 0 and info.lag == 0 for info in infos)


async def _main(url: str, role: str, *words: str) -> None:
    worker = await Worker.of(connect(url), KilledNodes)
    if role == "desk":
        story_id, other_id = words
        desk = worker.desk()
        await desk.merge(story_id, other_id, desk.act("merge", "aysel", None))
    else:
        await worker.handle_new(role, *words)


if __name__ == "__main__":
    assert sys.argv[2] in (TRANSLATE, MATCH, "desk")
    asyncio.run(_main(*sys.argv[1:]))
