"""What an editor's acts mean for pairs."""

import pytest

from tests.support.articles import NOON, id_of, revision
from tests.support.graph import Graph, stories_of
from translate.desk import link_decisions as deciding
from translate.desk.link_decisions import Act, ImpossibleError

ACT = Act("link", "leyla", "same event", NOON)


def graph() -> Graph:
    made = Graph()
    made.apply(
        [
            revision("en", "en"),
            revision("az", "az", original="en", minutes=1),
            revision("en2", "en"),
            revision("ru2", "ru", original="en2", minutes=1),
            revision("az-alone", "az"),
        ]
    )
    return made


def members(made: Graph, name: str) -> list[str]:
    return deciding.members_of(made.nodes, made.node(name).story_id or "")


def stories(*groups: list[str]) -> set[frozenset[str]]:
    return {frozenset(map(id_of, group)) for group in groups}


def test_an_article_is_put_into_a_story_and_its_old_fellows_stay_behind():
    made = graph()
    made.apply(deciding.put_in(made.nodes, id_of("az"), members(made, "en2"), ACT))
    assert stories_of(made) == stories(["en"], ["en2", "ru2", "az"], ["az-alone"])


def test_a_taken_place_is_refused_by_name():
    made = graph()
    with pytest.raises(ImpossibleError, match=id_of("az")):
        deciding.put_in(made.nodes, id_of("az-alone"), members(made, "en"), ACT)


def test_an_article_is_taken_out_although_it_says_where_it_belongs():
    made = graph()
    made.apply(deciding.take_out(made.nodes, [id_of("az")], ACT))
    assert stories_of(made) == stories(["en"], ["az"], ["en2", "ru2"], ["az-alone"])


def test_what_was_taken_out_can_be_put_back():
    made = graph()
    made.apply(deciding.take_out(made.nodes, [id_of("az")], ACT))
    made.apply(deciding.put_in(made.nodes, id_of("az"), members(made, "en"), ACT))
    assert stories_of(made) == stories(["en", "az"], ["en2", "ru2"], ["az-alone"])


def test_stories_that_fit_are_merged():
    made = graph()
    made.apply(deciding.merge(made.nodes, members(made, "en2"), members(made, "az-alone"), ACT))
    assert stories_of(made) == stories(["en", "az"], ["en2", "ru2", "az-alone"])


def test_stories_that_share_a_language_are_not_merged():
    made = graph()
    with pytest.raises(ImpossibleError):
        deciding.merge(made.nodes, members(made, "en"), members(made, "en2"), ACT)


def test_each_decision_says_who_why_and_its_place_among_the_decisions_on_its_pair():
    made = graph()
    first = deciding.reject(made.nodes, id_of("en"), id_of("az-alone"), ACT)
    made.apply(first)
    [second] = deciding.reject(made.nodes, id_of("en"), id_of("az-alone"), ACT)
    assert (first[0].number, second.number) == (1, 2)
    assert (second.editor, second.reason, second.decided_at) == ("leyla", "same event", NOON)


def test_an_act_is_taken_back_and_what_was_decided_before_it_holds_again():
    made = graph()
    made.apply(deciding.reject(made.nodes, id_of("en"), id_of("ru2"), ACT))
    before = stories_of(made)
    linking = deciding.put_in(made.nodes, id_of("ru2"), members(made, "en"), ACT)
    taken = deciding.taken(made.nodes, linking, ACT)
    made.apply(linking)
    assert stories_of(made) != before
    made.apply(deciding.undo(made.nodes, taken, ACT))
    assert stories_of(made) == before
    assert made.node("en").verdicts[id_of("ru2")].verdict == "apart"


def test_an_act_that_was_decided_on_since_is_not_taken_back():
    made = graph()
    parting = deciding.take_out(made.nodes, [id_of("az")], ACT)
    taken = deciding.taken(made.nodes, parting, ACT)
    made.apply(parting)
    made.apply(deciding.put_in(made.nodes, id_of("az"), members(made, "en2"), ACT))
    made.apply(deciding.reject(made.nodes, id_of("az"), id_of("en"), ACT))
    assert deciding.undo(made.nodes, taken, ACT) == []


def test_taking_back_twice_changes_nothing_more():
    made = graph()
    parting = deciding.take_out(made.nodes, [id_of("az")], ACT)
    taken = deciding.taken(made.nodes, parting, ACT)
    made.apply(parting)
    made.apply(deciding.undo(made.nodes, taken, ACT))
    assert deciding.undo(made.nodes, taken, ACT) == []
    assert stories_of(made) == stories(["en", "az"], ["en2", "ru2"], ["az-alone"])


def test_a_story_is_not_merged_with_itself():
    made = graph()
    assert deciding.merge(made.nodes, members(made, "en"), reversed(members(made, "en")), ACT) == []
