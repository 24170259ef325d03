"""What no match may bring into one story, and what a correction keeps."""

from tests.support.articles import id_of, revision
from tests.support.graph import Graph, stories_of
from translate.automatic.barred_pairs import barred_pairs
from translate.automatic.pair_outcomes import match_change, vanished_matches
from translate.matching import PairEvidence, ScoredPair
from translate.matching.scoring.bands import Band
from translate.stories.graph import Match
from translate.stories.graph_changes import PairMatched

EN, AZ, RU = revision("en", "en"), revision("az", "az", minutes=1), revision("ru", "ru", minutes=2)


def matched(one: str, other: str, score: float = 0.99, *, kept: bool = False) -> PairMatched:
    return PairMatched(id_of(one), id_of(other), Match(score=score, kept=kept))


def scored(one: str, other: str, band: Band) -> ScoredPair:
    evidence = PairEvidence(rival_gap=1.0, conflicts=())
    return ScoredPair(id_of(one), id_of(other), ("en", "az"), "model", 0.5, True, band, evidence)


def barred(graph: Graph, *changes: PairMatched, corrected: frozenset[str] = frozenset()) -> list[PairMatched]:
    other_news = {frozenset((id_of("az"), id_of("ru")))}
    return barred_pairs(
        changes,
        graph.nodes,
        {EN.id, AZ.id, RU.id},
        corrected,
        lambda a, b: frozenset((a, b)) in other_news,
    )


def after(*changes: object) -> Graph:
    graph = Graph()
    graph.apply(changes)  # type: ignore[arg-type]  # revisions and matches, as given
    return graph


def test_a_match_brings_no_two_together_that_are_other_news():
    graph = after(EN, AZ, RU, matched("en", "az"))
    change = matched("en", "ru", 0.9)
    [found] = barred(graph, change)
    assert {found.article_id, found.other_id} == {AZ.id, RU.id}
    assert found.barred
    graph.apply([change, found])
    assert stories_of(graph) == {frozenset({EN.id, AZ.id}), frozenset({RU.id})}


def test_in_any_order_the_better_match_stands():
    bar = PairMatched(AZ.id, RU.id, None, barred=True)
    one = after(EN, AZ, RU, matched("en", "az", 0.9), matched("en", "ru", 0.99), bar)
    other = after(RU, bar, matched("en", "ru", 0.99), AZ, matched("en", "az", 0.9), EN)
    assert stories_of(one) == stories_of(other) == {frozenset({EN.id, RU.id}), frozenset({AZ.id})}


def test_what_senders_tie_is_exempt():
    translation = revision("ru", "ru", original="az", minutes=2)
    bar = PairMatched(AZ.id, RU.id, None, barred=True)
    graph = after(EN, AZ, translation, bar, matched("en", "az"))
    assert stories_of(graph) == {frozenset({EN.id, AZ.id, RU.id})}
    assert barred(graph, matched("en", "az")) == []


def test_a_bar_is_lifted_once_they_are_alike_again():
    graph = after(EN, AZ, RU, PairMatched(EN.id, RU.id, None, barred=True), matched("en", "az"))
    [lifted] = [one for one in barred(graph, matched("az", "ru")) if one.other_id != AZ.id]
    assert not lifted.barred


def test_what_stands_in_one_story_is_not_barred_for_a_correction():
    graph = after(EN, AZ, RU, matched("en", "az"), matched("en", "ru", 0.9))
    assert barred(graph, matched("en", "ru", 0.8), corrected=frozenset({AZ.id})) == []
    assert barred(graph, matched("en", "ru", 0.8)) != []


def test_a_correction_keeps_the_link_whatever_is_scored_later():
    graph = after(EN, AZ, matched("en", "az"))
    change = match_change(scored("en", "az", "nothing"), graph.nodes, {EN.id})
    assert change is not None
    assert change.match is not None
    assert change.match.kept
    graph.apply([change])
    assert match_change(scored("en", "az", "nothing"), graph.nodes) is None
    assert list(vanished_matches({(AZ.id, EN.id): scored("en", "az", "suggest")}, graph.nodes)) == []
    assert stories_of(graph) == {frozenset({EN.id, AZ.id})}


def test_a_newcomer_may_take_a_link_back_that_nobody_corrected():
    graph = after(EN, AZ, matched("en", "az"))
    change = match_change(scored("en", "az", "nothing"), graph.nodes)
    assert change is not None
    assert change.match is None
