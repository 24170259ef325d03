"""Which articles make a story."""

from collections.abc import Iterable, Sequence
from itertools import permutations
from typing import Any

import pytest

from newsroom.events.articles import ArticleRevision
from newsroom.events.stories import LinkDecision
from tests.support.articles import NOON, id_of, revision, withdrawal
from tests.support.graph import Graph, stories_of
from translate.stories.graph import Match
from translate.stories.graph_changes import Change, PairMatched


def after(*changes: Change) -> set[frozenset[str]]:
    graph = Graph()
    graph.apply(changes)
    return stories_of(graph)


def stories(*groups: Iterable[str]) -> set[frozenset[str]]:
    return {frozenset(map(id_of, group)) for group in groups}


def matched(one: str, other: str, score: float) -> PairMatched:
    return PairMatched(id_of(one), id_of(other), Match(score=score))


def decided(one: str, other: str, verdict: str, number: int = 1) -> LinkDecision:
    return LinkDecision.model_validate(
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


EN = revision("en", "en")
AZ = revision("az", "az", original="en", minutes=1)
RU = revision("ru", "ru", original="en", minutes=2)


def test_variants_join_their_original_whoever_comes_first():
    assert after(EN, AZ, RU) == stories(["en", "az", "ru"])
    assert after(RU, AZ, EN) == stories(["en", "az", "ru"])


def test_variants_of_an_original_that_never_came_stay_alone():
    assert after(AZ, RU) == stories(["az"], ["ru"])


def test_of_two_claims_on_a_language_the_earlier_published_holds():
    late = revision("az-late", "az", original="en", minutes=9)
    assert after(EN, late, AZ) == stories(["en", "az"], ["az-late"])


def test_the_earlier_holds_whichever_way_the_claim_points():
    """az claims en, and a second English article claims az: en was first."""
    second = revision("en-2", "en", original="az", minutes=5)
    assert after(second, AZ, EN) == stories(["en", "az"], ["en-2"])


def test_at_one_instant_the_smaller_id_holds():
    twins = [revision(name, "az", original="en", minutes=1) for name in ("p", "q")]
    winner = min(("p", "q"), key=id_of)
    loser = max(("p", "q"), key=id_of)
    assert after(EN, *twins) == stories(["en", winner], [loser])


def test_explicit_comes_before_automatic_and_desk_before_both():
    rival = revision("az-rival", "az", minutes=-5)
    assert after(EN, rival, AZ, matched("en", "az-rival", 0.99)) == stories(["en", "az"], ["az-rival"])
    by_desk = decided("en", "az-rival", "together")
    assert after(EN, rival, AZ, by_desk) == stories(["en", "az-rival"], ["az"])


def test_a_better_match_displaces_a_worse():
    worse, better = revision("worse", "az", minutes=-9), revision("better", "az", minutes=9)
    pairs = [matched("en", "worse", 0.8), matched("en", "better", 0.9)]
    assert after(EN, worse, better, *pairs) == stories(["en", "better"], ["worse"])


def test_what_the_desk_parted_stays_apart():
    assert after(EN, AZ, RU, decided("az", "en", "apart")) == stories(["en", "ru"], ["az"])


def test_what_the_desk_parted_is_not_joined_by_way_of_a_third():
    changes: list[Change] = [EN, AZ, RU, decided("az", "en", "apart"), matched("az", "ru", 0.99)]
    assert after(*changes) == stories(["en", "ru"], ["az"])


def test_the_newest_decision_holds():
    newer, older = decided("az", "en", "together", 2), decided("az", "en", "apart", 1)
    assert after(EN, AZ, newer, older) == stories(["en", "az"])


def test_a_correction_changes_or_drops_the_link():
    elsewhere = revision("az", "az", number=2, original="other", minutes=1)
    nowhere = revision("az", "az", number=2, minutes=1)
    other = revision("other", "en")
    assert after(EN, other, AZ, elsewhere) == stories(["en"], ["other", "az"])
    assert after(EN, AZ, nowhere) == stories(["en"], ["az"])


def test_a_stub_yields_to_a_full_article_and_says_to_whom():
    stub = revision("stub", "az", original="en", stub=True)
    graph = Graph()
    graph.apply([EN, stub, AZ])
    assert stories_of(graph) == stories(["en", "az"], ["stub"])
    assert graph.node("stub").yields_to == id_of("az")


def test_what_hangs_on_a_stub_that_yielded_stays_in_the_story():
    stub = revision("stub", "az", original="en", stub=True)
    by_way_of_stub = revision("ru", "ru", original="stub")
    assert after(EN, stub, by_way_of_stub, AZ) == stories(["en", "az", "ru"], ["stub"])


def test_a_stub_takes_its_place_again_when_the_full_article_leaves():
    stub = revision("stub", "az", original="en", stub=True)
    leaves = revision("az", "az", number=2, minutes=1)
    graph = Graph()
    graph.apply([EN, stub, AZ, leaves])
    assert stories_of(graph) == stories(["en", "stub"], ["az"])
    assert graph.node("stub").yields_to is None


def test_a_stub_that_the_desk_linked_yields_to_no_match():
    stub = revision("stub", "az", stub=True)
    full = revision("full", "az")
    changes: list[Change] = [EN, stub, full, decided("en", "stub", "together"), matched("en", "full", 0.99)]
    assert after(*changes) == stories(["en", "stub"], ["full"])


def test_a_withdrawn_article_keeps_its_place_until_another_wants_it():
    assert after(EN, AZ, withdrawal("az", 2)) == stories(["en", "az"])
    late = revision("az-late", "az", original="en", minutes=9)
    assert after(EN, AZ, withdrawal("az", 2), late) == stories(["en", "az-late"], ["az"])


def test_a_restored_article_takes_its_place_again():
    late = revision("az-late", "az", original="en", minutes=9)
    restored = revision("az", "az", number=3, original="en", minutes=1)
    assert after(EN, AZ, withdrawal("az", 2), late, restored) == stories(["en", "az"], ["az-late"])


def test_an_article_may_change_its_language():
    changed = revision("az", "ru", number=2, original="en", minutes=1)
    assert after(EN, AZ, RU, changed) == stories(["en", "az"], ["ru"])


def test_two_stories_of_several_articles_merge():
    founders = [revision("a-en", "en"), revision("a-az", "az", original="a-en"), revision("b-ru", "ru")]
    link: Sequence[Change] = [decided("a-az", "b-ru", "together")]
    assert after(*founders, *link) == stories(["a-en", "a-az", "b-ru"])


def foreign(name: str, language: str = "az", *, trusted: bool = True, **fields: Any) -> ArticleRevision:
    """An article of another source that names `en` as its original."""
    fields = {"source": "another", "original": "en", "minutes": 3, **fields}
    return revision(name, language, original_trusted=trusted, **fields)


def test_another_source_links_only_where_it_is_trusted():
    for order in permutations([EN, foreign("theirs")]):
        assert after(*order) == stories(["en", "theirs"])
    for order in permutations([EN, foreign("theirs", trusted=False)]):
        assert after(*order) == stories(["en"], ["theirs"])


def test_no_match_links_what_only_an_editor_can_confirm():
    untrusted = foreign("theirs", trusted=False)
    changes: list[Change] = [EN, untrusted, matched("en", "theirs", 0.99)]
    for order in permutations(changes):
        assert after(*order) == stories(["en"], ["theirs"])
    assert after(EN, untrusted, decided("en", "theirs", "together")) == stories(["en", "theirs"])


@pytest.mark.parametrize("stub", [False, True])
def test_the_originals_own_source_displaces_another(stub: bool):
    own = revision("own", "az", original="en", minutes=9, stub=stub)
    for order in permutations([EN, foreign("theirs"), own]):
        assert after(*order) == stories(["en", "own"], ["theirs"])
    gone: list[Change] = [EN, foreign("theirs"), own, withdrawal("own", 2)]
    assert after(*gone) == stories(["en", "theirs"], ["own"])


def test_so_does_an_original_that_names_its_own_variant():
    own = revision("own", "az", minutes=9)
    names_it = revision("en", "en", number=2, original="own")
    assert after(EN, foreign("theirs"), own, names_it) == stories(["en", "own"], ["theirs"])


def test_a_match_displaces_no_trusted_source():
    alike = revision("alike", "az", minutes=-9)
    linked = after(EN, foreign("theirs"), alike, matched("en", "alike", 0.99))
    assert linked == stories(["en", "theirs"], ["alike"])


def test_an_article_whose_language_is_doubted_is_linked_by_no_match():
    doubted = revision("az", "az", language_doubt="tr")
    changes: list[Change] = [EN, doubted, matched("en", "az", 0.99)]
    for order in permutations(changes):
        assert after(*order) == stories(["en"], ["az"])
    assert after(EN, doubted, decided("en", "az", "together")) == stories(["en", "az"])
    assert after(EN, revision("az", "az", original="en", language_doubt="tr")) == stories(["en", "az"])
    settled = revision("az", "az", number=2)
    assert after(EN, doubted, matched("en", "az", 0.99), settled) == stories(["en", "az"])


def test_so_many_articles_of_other_sources_are_remembered_of_one_original():
    graph = Graph()
    graph.apply([EN, *(foreign(f"theirs-{number}", trusted=False) for number in range(60))])
    assert len(graph.node("en").unconfirmed_by) == 50
