"""Undo of editors' acts."""

from tests.support.articles import id_of
from tests.support.graph import stories_of
from tests.unit.translate.desk.support import ACT, members, newsroom_graph, stories
from translate.desk import link_decisions
from translate.desk.undo import record_of, undo_decisions


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
