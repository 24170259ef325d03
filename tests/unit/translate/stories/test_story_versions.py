"""Names and numbers of stories."""

from tests.support.articles import id_of, revision
from tests.support.graph import Graph

EN = revision("en", "en")
AZ = revision("az", "az", original="en", minutes=1)


def test_a_story_is_named_after_the_article_that_founded_it():
    graph = Graph()
    graph.apply([AZ, EN])
    assert graph.node("en").story_id == id_of("az")


def test_a_story_of_one_has_a_snapshot_too():
    graph = Graph()
    graph.apply([EN])
    story = graph.node("en").story
    assert story is not None
    assert (story.version, [member.id for member in story.articles.values()]) == (1, [id_of("en")])


def test_nothing_new_raises_no_number():
    graph = Graph()
    graph.apply([EN, AZ])
    before = dict(graph.nodes)
    graph.apply([AZ, EN])
    assert graph.nodes == before


def test_moving_raises_membership_and_both_versions():
    other = revision("other", "en")
    moved = revision("az", "az", number=2, original="other", minutes=1)
    graph = Graph()
    graph.apply([EN, AZ, other])
    version = graph.node("en").story
    graph.apply([moved])
    assert version is not None
    left, joined = graph.node("en").story, graph.node("other").story
    assert left is not None
    assert joined is not None
    assert left.version == version.version + 1
    assert joined.articles["az"].membership == graph.node("az").membership == 2


def test_a_merged_story_names_its_successor_and_the_successor_names_it():
    graph = Graph()
    alone = revision("ru", "ru", minutes=5)
    graph.apply([EN, alone, revision("ru", "ru", number=2, original="en", minutes=5)])
    merged, kept = graph.node("ru").story, graph.node("en").story
    assert merged is not None
    assert kept is not None
    assert (merged.articles, merged.merged_into) == ({}, id_of("en"))
    assert kept.previous_story_ids == (id_of("ru"),)


def test_the_larger_story_keeps_its_name():
    graph = Graph()
    graph.apply([revision("solo", "ru", minutes=-60), EN, AZ])
    graph.apply([revision("solo", "ru", number=2, original="az", minutes=-60)])
    assert graph.node("solo").story_id == id_of("en")


def test_a_founder_that_leaves_takes_its_name_along():
    graph = Graph()
    graph.apply([EN, AZ, revision("other", "ru")])
    graph.apply([revision("az", "az", number=2, minutes=1)])
    assert graph.node("en").story_id == id_of("en")
    assert graph.node("az").story_id == id_of("az")
