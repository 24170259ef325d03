"""What the desk works through: a queue of what could still be linked, a board with the oldest first."""

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
from translate.adapters.redis_coverage_board import RedisBoard
from translate.adapters.redis_nodes import RedisNodes
from translate.adapters.redis_suggestions import RedisSuggestions
from translate.automatic.suggestions import Proposal, revise
from translate.automatic.waiting_suggestions import Listing, WaitingPairs
from translate.stories.commit import link
from translate.stories.graph import Match
from translate.stories.graph_changes import Change, PairMatched


@dataclass(frozen=True, slots=True)
class Room:
    """A desk over a real Redis."""

    nodes: RedisNodes
    suggestions: RedisSuggestions
    board: RedisBoard
    pairs: WaitingPairs
    listing: Listing

    @classmethod
    async def of(cls, redis: RedisClient) -> "Room":
        topology, emitter = Topology(), await publisher(redis)
        nodes, suggestions = RedisNodes(redis, topology, emitter), RedisSuggestions(redis, topology)
        board = RedisBoard(redis, topology, ("en", "az", "ru"))
        pairs = WaitingPairs(nodes, suggestions, emitter, SystemClock())
        return cls(nodes, suggestions, board, pairs, Listing(nodes, board, pairs))

    async def hear(self, *changes: Change) -> None:
        await self.listing.put(await link(self.nodes, changes))

    async def suggest(self, one: str, other: str, languages: tuple[str, str]) -> LinkSuggestion:
        first, second = sorted((id_of(one), id_of(other)))
        [made] = revise([Proposal(first, second, languages, 0.6, (), waits=True)], {})
        await self.pairs.put([made])
        return made

    async def queue(self) -> list[str]:
        return [one.id for one in await self.suggestions.waiting(0, 10)]


@pytest.fixture
async def room(redis_client: RedisClient) -> Room:
    return await Room.of(redis_client)


async def told(room: Room, *revisions: ArticleRevision) -> None:
    for one in revisions:
        await room.hear(one)


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
async def test_a_pair_leaves_the_queue_when_its_place_is_taken(room: Room, taking: Sequence[Change]):
    await told(room, revision("en", "en"), revision("az", "az"))
    waiting = await room.suggest("en", "az", ("en", "az"))
    assert await room.queue() == [waiting.id]
    for change in taking:
        await room.hear(change)
    assert await room.queue() == []
    kept = (await room.suggestions.read([waiting.id]))[waiting.id]
    assert (kept.state, kept.number) == ("superseded", 2)


async def test_a_pair_stays_in_the_queue_when_another_place_is_taken(room: Room):
    await told(room, revision("en", "en"), revision("az", "az"))
    waiting = await room.suggest("en", "az", ("en", "az"))
    await told(room, revision("ru", "ru", original="en"))
    assert await room.queue() == [waiting.id]


async def test_a_stub_keeps_no_place_from_a_full_article(room: Room):
    await told(room, revision("en", "en"), revision("az", "az"))
    waiting = await room.suggest("en", "az", ("en", "az"))
    await told(room, revision("az2", "az", original="en", stub=True))
    assert await room.queue() == [waiting.id]


async def test_a_withdrawn_article_waits_for_nobody(room: Room):
    await told(room, revision("en", "en"), revision("az", "az"), revision("ru", "ru"))
    await room.suggest("en", "az", ("en", "az"))
    other = await room.suggest("en", "ru", ("en", "ru"))
    await room.hear(withdrawal("az", 2))
    await room.pairs.withdrawn([id_of("az")])
    assert await room.queue() == [other.id]


async def test_the_board_lists_stories_by_their_first_article_not_by_who_came_first_here(room: Room):
    late = revision("late", "en", minutes=60)
    early = revision("early", "en", minutes=0)
    middle = revision("middle", "en", minutes=30)
    await told(room, late, early, middle)
    assert await room.board.lacking("ru", 0, 10) == [id_of("early"), id_of("middle"), id_of("late")]
    older = revision("older", "az", original="late")
    await told(room, older.model_copy(update={"published_at": NOON - timedelta(hours=1)}))
    assert await room.board.lacking("ru", 0, 10) == [id_of("late"), id_of("early"), id_of("middle")]
