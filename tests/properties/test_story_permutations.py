"""Whatever the order of the same events, the same stories result."""

from itertools import combinations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom.events.stories import LinkDecision
from tests.support.articles import NOON, SOURCE, id_of, revision, withdrawal
from tests.support.graph import Graph, stories_of
from translate.stories.graph import Match
from translate.stories.graph_changes import Change, PairMatched

_NAMES = ("a", "b", "c", "d", "e")
_LANGUAGES = ("en", "az", "ru")


@st.composite
def histories(draw: st.DrawFn) -> list[Change]:
    """Some revisions of some articles, withdrawals among them, and an editor's decisions."""
    changes: list[Change] = []
    for name in draw(st.lists(st.sampled_from(_NAMES), min_size=1, max_size=5, unique=True)):
        language = draw(st.sampled_from(_LANGUAGES))
        minutes = draw(st.integers(0, 3))
        for number in range(1, draw(st.integers(1, 3)) + 1):
            if draw(st.integers(0, 4)) == 0:
                changes.append(withdrawal(name, number))
                continue
            original = draw(st.sampled_from([None, *(other for other in _NAMES if other != name)]))
            stub = draw(st.booleans())
            claim: dict[str, Any] = {
                "source": draw(st.sampled_from([SOURCE, "another"])),
                "original_trusted": draw(st.booleans()),
                "language_doubt": draw(st.sampled_from([None, None, "tr"])),
            }
            changes.append(
                revision(
                    name, language, number=number, original=original, minutes=minutes, stub=stub, **claim
                )
            )
    for one, other in draw(st.sets(st.sampled_from(list(combinations(_NAMES, 2))), max_size=3)):
        changes.append(PairMatched(id_of(one), id_of(other), Match(score=0.9)))
    for number in range(1, draw(st.integers(0, 3)) + 1):
        one, other = draw(st.lists(st.sampled_from(_NAMES), min_size=2, max_size=2, unique=True))
        verdict = draw(st.sampled_from(["together", "apart", "cleared"]))
        changes.append(
            LinkDecision.model_validate(
                {
                    "article_id": id_of(one),
                    "other_id": id_of(other),
                    "number": number,
                    "verdict": verdict,
                    "editor": "leyla",
                    "decided_at": NOON,
                    "act": "link",
                }
            )
        )
    return changes


@settings(max_examples=400, deadline=None)
@given(histories(), st.randoms(use_true_random=False))
def test_any_order_gives_the_same_stories(changes, random):
    shuffled = list(changes)
    random.shuffle(shuffled)
    one, other = Graph(), Graph()
    one.apply(changes)
    other.apply(shuffled)
    assert stories_of(one) == stories_of(other)
    yields = [{node.id: node.yields_to for node in graph.nodes.values()} for graph in (one, other)]
    assert {k: v for k, v in yields[0].items() if v} == {k: v for k, v in yields[1].items() if v}


@settings(max_examples=200, deadline=None)
@given(histories())
def test_saying_everything_twice_changes_nothing(changes):
    graph = Graph()
    graph.apply(changes)
    before = dict(graph.nodes)
    graph.apply(changes)
    assert graph.nodes == before


@settings(max_examples=200, deadline=None)
@given(histories())
def test_no_number_ever_goes_back(changes):
    graph = Graph()
    for change in changes:
        before = dict(graph.nodes)
        graph.apply([change])
        for node_id, node in before.items():
            now = graph.nodes[node_id]
            assert now.membership >= node.membership
            if node.story is not None:
                assert now.story is not None
                assert now.story.version >= node.story.version
