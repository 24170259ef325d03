"""Link decisions of editors' acts."""

import pytest

from tests.support.articles import NOON, id_of
from tests.support.graph import stories_of
from tests.unit.translate.desk.support import ACT, members, newsroom_graph, stories
from translate.desk import link_decisions
from translate.desk.link_decisions import SlotTakenError


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


def test_a_story_is_not_merged_with_itself():
    graph = newsroom_graph()
    assert link_decisions.merge(graph.nodes, members(graph, "en"), reversed(members(graph, "en")), ACT) == []
