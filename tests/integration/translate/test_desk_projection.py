"""The desk's projection: suggestions that could still be linked, a board with the oldest stories first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import pytest

from newsroom.events.articles import ArticleRevision
from newsroom.events.stories import LinkSuggestion
from newsroom.runtime.clock import SystemClock
from newsroom.stores.redis import RedisClient
from newsroom.streams.topology import Topology
from tests.support.articles import NOON, id_of, revision, withdrawal
from tests.support.plumbing import publisher
from translate.adapters.redis_act_records import RedisActRecords
from translate.adapters.redis_coverage_board import RedisCoverageBoard
from translate.adapters.redis_discrepancies import RedisDiscrepancies
from translate.adapters.redis_nodes import RedisNodes
from translate.adapters.redis_suggestions import RedisSuggestions
from translate.automatic.desk_projection import DeskProjection
from translate.automatic.suggestions import Proposal, revise_suggestions, with_state
from translate.automatic.waiting_suggestions import LAPSE_AFTER, WaitingSuggestions
from translate.desk.acts import DeskActs
from translate.stories.commit import commit_changes
from translate.stories.graph import Match
from translate.stories.graph_changes import Change, PairMatched
from translate.stories.outbox import StoryOutbox


@dataclass(frozen=True, slots=True)
class Desk:
    """A desk over a real Redis."""

    nodes: RedisNodes
    suggestions: RedisSuggestions
    board: RedisCoverageBoard
    waiting: WaitingSuggestions
    projection: DeskProjection

    @classmethod
    async def of(cls, redis: RedisClient) -> "Desk":
        topology, emitter = Topology(), await publisher(redis)
        nodes, suggestions = RedisNodes(redis, topology, emitter), RedisSuggestions(redis, topology)
        board = RedisCoverageBoard(redis, topology, ("en", "az", "ru"))
        waiting = WaitingSuggestions(nodes, suggestions, emitter, SystemClock())
        return cls(
            nodes,
            suggestions,
            board,
            waiting,
            DeskProjection(nodes, board, waiting, RedisDiscrepancies(redis, Topology(), SystemClock())),
        )

    async def apply(self, *changes: Change) -> None:
        await self.projection.apply(await commit_changes(self.nodes, changes), {})

    async def suggest(self, one: str, other: str, languages: tuple[str, str]) -> LinkSuggestion:
        first, second = sorted((id_of(one), id_of(other)))
        [made] = revise_suggestions([Proposal(first, second, languages, 0.6, (), waits=True)], {})
        await self.waiting.put([made])
        return made

    async def waiting_ids(self) -> list[str]:
        return [one.id for one in await self.suggestions.waiting(0, 10)]


@pytest.fixture
async def desk(redis_client: RedisClient) -> Desk:
    return await Desk.of(redis_client)


async def arrive(desk: Desk, *revisions: ArticleRevision) -> None:
    for one in revisions:
        await desk.apply(one)


def matched(one: str, other: str) -> PairMatched:
    return PairMatched(id_of(one), id_of(other), Match(score=0.99))


@pytest.mark.parametrize(
    "taking",
    [
        [revision("az2", "az", original="en")],
        [revision("az2", "az"), matched("en", "az2")],
        [revision("en2", "en", original="az")],
        [matched("en", "az")],
    ],
    ids=["by an explicit link", "by a match", "on the other side", "by the pair itself"],
)
async def test_a_pair_leaves_the_queue_when_its_place_is_taken(desk: Desk, taking: Sequence[Change]):
    await arrive(desk, revision("en", "en"), revision("az", "az"))
    waiting = await desk.suggest("en", "az", ("en", "az"))
    assert await desk.waiting_ids() == [waiting.id]
    for change in taking:
        await desk.apply(change)
    assert await desk.waiting_ids() == []
    kept = (await desk.suggestions.read([waiting.id]))[waiting.id]
    assert (kept.state, kept.number) == ("superseded", 2)


async def test_a_pair_stays_in_the_queue_when_another_place_is_taken(desk: Desk):
    await arrive(desk, revision("en", "en"), revision("az", "az"))
    waiting = await desk.suggest("en", "az", ("en", "az"))
    await arrive(desk, revision("ru", "ru", original="en"))
    assert await desk.waiting_ids() == [waiting.id]


async def test_a_stub_keeps_no_place_from_a_full_article(desk: Desk):
    await arrive(desk, revision("en", "en"), revision("az", "az"))
    waiting = await desk.suggest("en", "az", ("en", "az"))
    await arrive(desk, revision("az2", "az", original="en", stub=True))
    assert await desk.waiting_ids() == [waiting.id]


async def test_a_withdrawn_article_waits_for_nobody(desk: Desk):
    await arrive(desk, revision("en", "en"), revision("az", "az"), revision("ru", "ru"))
    await desk.suggest("en", "az", ("en", "az"))
    other = await desk.suggest("en", "ru", ("en", "ru"))
    await desk.apply(withdrawal("az", 2))
    await desk.waiting.supersede_all([id_of("az")])
    assert await desk.waiting_ids() == [other.id]


async def test_the_board_lists_stories_by_their_first_article_not_by_who_came_first_here(desk: Desk):
    late = revision("late", "en", minutes=60)
    early = revision("early", "en", minutes=0)
    middle = revision("middle", "en", minutes=30)
    await arrive(desk, late, early, middle)
    assert await desk.board.lacking("ru", 0, 10) == [id_of("early"), id_of("middle"), id_of("late")]
    older = revision("older", "az", original="late")
    await arrive(desk, older.model_copy(update={"published_at": NOON - timedelta(hours=1)}))
    assert await desk.board.lacking("ru", 0, 10) == [id_of("late"), id_of("early"), id_of("middle")]


def acts_of(desk: Desk, redis: RedisClient) -> DeskActs:
    emitter, clock = desk.waiting.publisher, SystemClock()
    outbox = StoryOutbox(desk.nodes, desk.projection, emitter, clock)
    return DeskActs(desk.nodes, desk.suggestions, RedisActRecords(redis, Topology()), emitter, outbox, clock)


async def test_none_of_these_settles_all_that_wait_for_one_article(desk: Desk, redis_client: RedisClient):
    await arrive(desk, *(revision(name, name[:2]) for name in ("en", "az", "az2", "ru", "en2")))
    asked = [await desk.suggest("en", other, ("en", other[:2])) for other in ("az", "az2", "ru")]
    another = await desk.suggest("en2", "az", ("en", "az"))
    acts = acts_of(desk, redis_client)
    act = acts.act("none", "leyla", None)
    answered = await acts.answer_none(asked[0].id, act)
    assert (answered.id, answered.state) == (asked[0].id, "rejected")
    assert await desk.waiting_ids() == [another.id]
    node = (await desk.nodes.read([id_of("en")]))[id_of("en")]
    assert {verdict.verdict for verdict in node.verdicts.values()} == {"apart"}
    await acts.undo(act.id, acts.act("undo", "leyla", None))
    assert set(await desk.waiting_ids()) == {one.id for one in (*asked, another)}


async def test_what_nobody_answered_lapses(desk: Desk):
    await arrive(desk, revision("en", "en"), revision("az", "az"), revision("ru", "ru"))
    old = await desk.suggest("en", "az", ("en", "az"))
    long_ago = SystemClock().now() - LAPSE_AFTER - timedelta(minutes=1)
    await desk.suggestions.write([with_state(old, "superseded")], long_ago)
    await desk.suggestions.write([with_state(with_state(old, "superseded"), "waiting")], long_ago)
    fresh = await desk.suggest("en", "ru", ("en", "ru"))
    assert not await desk.waiting.lapse()
    assert await desk.waiting_ids() == [fresh.id]
    assert (await desk.suggestions.read([old.id]))[old.id].state == "superseded"
