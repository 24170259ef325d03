"""Whatever the order of the same events, the public sees the same in the end, and no seq goes back."""

import asyncio
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom.events.stories import LinkDecision
from publish.adapters.mongo_facts import MongoFacts
from tests.properties.test_story_permutations import _NAMES, histories
from tests.support.articles import revision, withdrawal
from tests.support.facts import FactsInMemory
from tests.support.graph import Graph
from tests.support.read_side import ReadSide, Told
from translate.stories.graph_changes import PairMatched


def told_by(changes) -> list[Told]:
    """The same events as ingest and translate would say them, snapshots of every version among them."""
    graph = Graph()
    events: list[Told] = []
    for change in changes:
        before = dict(graph.nodes)
        graph.apply([change])
        if not isinstance(change, LinkDecision | PairMatched):
            events.append(change)
        events += [
            node.story
            for node in graph.nodes.values()
            if node.story is not None and (node.id not in before or before[node.id].story != node.story)
        ]
    return events


@settings(max_examples=150, deadline=None)
@given(histories(), st.randoms(use_true_random=False))
def test_any_order_shows_the_same(changes, random):
    events = told_by(changes)
    shuffled = list(events)
    random.shuffle(shuffled)

    async def shown(order: list[Told]) -> dict[str, object]:
        side = ReadSide(FactsInMemory())
        await side.tell(*order)
        by_article: dict[str, list[int]] = {}
        for change in side.changes:
            by_article.setdefault(change.article.id, []).append(change.seq)
        assert all(seqs == list(range(1, len(seqs) + 1)) for seqs in by_article.values())
        return await side.shown(_NAMES)

    assert asyncio.run(shown(events)) == asyncio.run(shown(shuffled))


async def test_any_order_shows_the_same_in_mongodb(db):
    """The same against the real store, with histories from a fixed seed."""
    chance = random.Random(20260302)
    history = [
        revision("a", "en"),
        revision("b", "az", original="a", minutes=1),
        revision("c", "ru", original="a", minutes=2),
        revision("b", "az", number=2, original="a", minutes=1),
        withdrawal("c", 2),
        revision("d", "az", original="a", minutes=3, stub=True),
    ]
    events = told_by(history)
    seen: list[dict[str, object]] = []
    for _ in range(6):
        chance.shuffle(events)
        for name in ("articles", "stories", "revisions"):
            await db[name].delete_many({})
        side = ReadSide(MongoFacts(db))
        await side.tell(*events)
        seen.append(await side.shown(["a", "b", "c", "d"]))
    assert all(one == seen[0] for one in seen)
