"""Link decisions of editors' acts, and their undo."""

import pytest

from tests.support.articles import NOON, id_of, revision
from tests.support.graph import Graph, stories_of
from translate.desk import link_decisions
from translate.desk.link_decisions import Act, SlotTakenError
from translate.desk.undo import record_of, undo_decisions

ACT = Act("link", "leyla", "same event", NOON)


def newsroom_graph() -> Graph:
    graph = Graph()
    graph.apply(
        [
            revision("en", "en"),
            revision("az", "az", original="en", minutes=1),
            revision("en2", "en"),
            revision("ru2", "ru", original="en2", minutes=1),
            revision("az-alone", "az"),
        ]
    )
    return graph


def members(graph: Graph, name: str) -> list[str]:
    return link_decisions.members_of(graph.nodes, graph.node(name).story_id or "")


def stories(*groups: list[str]) -> set[frozenset[str]]:
    return {frozenset(map(id_of, group)) for group in groups}


def test_an_article_is_put_into_a_story_and_its_old_story_stay_behind():
    graph = newsroom_graph()
    graph.apply(link_decisions.link_into(graph.nodes, id_of("az"), members(graph, "en2"), ACT))
    assert stories_of(graph) == stories(["en"], ["en2", "ru2", "az"], ["az-alone"])


def test_a_taken_place_is_refused_by_name():
    graph = newsroom_graph()
    with pytest.raises(SlotTakenError, match=id_of("az")):
        link_decisions.link_into(graph.nodes, id_of("az-alone"), members(graph, "en"), ACT)


def test_an_article_is_taken_out_although_it_says_where_it_belongs():
    graph = newsroom_graph()
    graph.apply(link_decisions.part(graph.nodes, [id_of("az")], ACT))
    assert stories_of(graph) == stories(["en"], ["az"], ["en2", "ru2"], ["az-alone"])


def test_what_was_taken_out_can_be_put_back():
    graph = newsroom_graph()
    graph.apply(link_decisions.part(graph.nodes, [id_of("az")], ACT))
    graph.apply(link_decisions.link_into(graph.nodes, id_of("az"), members(graph, "en"), ACT))
    assert stories_of(graph) == stories(["en", "az"], ["en2", "ru2"], ["az-alone"])


def test_stories_that_fit_are_merged():
    graph = newsroom_graph()
    graph.apply(link_decisions.merge(graph.nodes, members(graph, "en2"), members(graph, "az-alone"), ACT))
    assert stories_of(graph) == stories(["en", "az"], ["en2", "ru2", "az-alone"])


def test_stories_that_share_a_language_are_not_merged():
    graph = newsroom_graph()
    with pytest.raises(SlotTakenError):
        link_decisions.merge(graph.nodes, members(graph, "en"), members(graph, "en2"), ACT)


def test_each_decision_says_who_why_and_its_place_among_the_decisions_on_its_pair():
    graph = newsroom_graph()
    first = link_decisions.reject(graph.nodes, id_of("en"), id_of("az-alone"), ACT)
    graph.apply(first)
    [second] = link_decisions.reject(graph.nodes, id_of("en"), id_of("az-alone"), ACT)
    assert (first[0].number, second.number) == (1, 2)
    assert (second.editor, second.reason, second.decided_at) == ("leyla", "same event", NOON)


def test_an_act_is_taken_back_and_what_was_decided_before_it_holds_again():
    graph = newsroom_graph()
    graph.apply(link_decisions.reject(graph.nodes, id_of("en"), id_of("ru2"), ACT))
    before = stories_of(graph)
    linking = link_decisions.link_into(graph.nodes, id_of("ru2"), members(graph, "en"), ACT)
    record = record_of(graph.nodes, linking, ACT)
    graph.apply(linking)
    assert stories_of(graph) != before
    graph.apply(undo_decisions(graph.nodes, record, ACT))
    assert stories_of(graph) == before
    assert graph.node("en").verdicts[id_of("ru2")].verdict == "apart"


def test_an_act_that_was_decided_on_since_is_not_taken_back():
    graph = newsroom_graph()
    parting = link_decisions.part(graph.nodes, [id_of("az")], ACT)
    record = record_of(graph.nodes, parting, ACT)
    graph.apply(parting)
    graph.apply(link_decisions.link_into(graph.nodes, id_of("az"), members(graph, "en2"), ACT))
    graph.apply(link_decisions.reject(graph.nodes, id_of("az"), id_of("en"), ACT))
    assert undo_decisions(graph.nodes, record, ACT) == []


def test_taking_back_twice_changes_nothing_more():
    graph = newsroom_graph()
    parting = link_decisions.part(graph.nodes, [id_of("az")], ACT)
    record = record_of(graph.nodes, parting, ACT)
    graph.apply(parting)
    graph.apply(undo_decisions(graph.nodes, record, ACT))
    assert undo_decisions(graph.nodes, record, ACT) == []
    assert stories_of(graph) == stories(["en", "az"], ["en2", "ru2"], ["az-alone"])


def test_a_story_is_not_merged_with_itself():
    graph = newsroom_graph()
    assert link_decisions.merge(graph.nodes, members(graph, "en"), reversed(members(graph, "en")), ACT) == []
