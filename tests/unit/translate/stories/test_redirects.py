"""Redirects of merged stories."""

from newsroom.events.stories import LinkDecision, Verdict
from tests.support.articles import NOON, id_of, revision
from tests.support.graph import Graph
from translate.stories.redirects import follow_redirect, redirects


def decided(name: str, other: str, verdict: Verdict, number: int) -> LinkDecision:
    first, second = sorted((id_of(name), id_of(other)))
    return LinkDecision(
        article_id=first,
        other_id=second,
        number=number,
        verdict=verdict,
        editor="aysel",
        decided_at=NOON,
        act="merge",
    )


def merged() -> Graph:
    graph = Graph()
    graph.apply([revision("en", "en"), revision("az", "az", minutes=1)])
    graph.apply([decided("en", "az", "together", 1)])
    return graph


async def test_a_merged_storys_name_leads_to_the_story_of_its_founder():
    graph = merged()
    snapshot = graph.node("az").story
    assert snapshot is not None
    assert (snapshot.articles, snapshot.merged_into, snapshot.version) == ({}, id_of("en"), 2)
    followed = await follow_redirect(graph, id_of("az"))
    assert followed is not None
    assert followed.id == id_of("en")


async def test_a_name_that_is_nobodys_leads_nowhere():
    assert await follow_redirect(merged(), id_of("nobody")) is None


async def test_an_article_that_founded_no_story_leads_to_the_one_it_is_in():
    graph = Graph()
    graph.apply([revision("en", "en"), revision("az", "az", original="en", minutes=1)])
    followed = await follow_redirect(graph, id_of("az"))
    assert followed is not None
    assert set(followed.articles) == {"en", "az"}


def test_a_story_that_still_has_members_is_no_redirect():
    graph = merged()
    assert redirects(graph.nodes, {id_of("en"), id_of("az")}) == {}
    assert set(redirects(graph.nodes, {id_of("en")})) == {id_of("az")}


def test_a_story_that_is_parted_again_is_a_story_under_its_old_name():
    graph = merged()
    graph.apply([decided("en", "az", "apart", 2)])
    snapshot = graph.node("az").story
    assert snapshot is not None
    assert (set(snapshot.articles), snapshot.merged_into, snapshot.version) == ({"az"}, None, 3)
