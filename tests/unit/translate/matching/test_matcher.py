from itertools import permutations

from tests.unit.translate.matching.support import NOON, OTHER_QUAKE, QUAKE, SEIZED, features, lexical
from translate.matching import Matcher, ScoredPair, Window, assign_links

HOUR = 3_600_000


def window_of(*stories: dict[str, str], languages: tuple[str, ...] = ("en", "az", "ru")) -> Window:
    window = Window()
    for number, story in enumerate(stories):
        for language in languages:
            window.add(features(f"{number}/{language}", language, story[language]))
    return window


def best(window: Window, article_id: str, matcher: Matcher | None = None) -> dict[str, ScoredPair]:
    scored = (matcher or lexical()).score(window[article_id].features, window)
    return {pair.languages[1]: pair for pair in reversed(scored)}


def test_the_counterpart_is_the_best_in_each_language():
    window = window_of(QUAKE, OTHER_QUAKE, SEIZED)
    for number in range(3):
        assert {pair.other_id for pair in best(window, f"{number}/en").values()} == {
            f"{number}/az",
            f"{number}/ru",
        }


def test_a_conflict_is_never_linked_however_alike():
    window = Window()
    window.add(features("a", "en", QUAKE["en"]))
    window.add(features("b", "az", OTHER_QUAKE["az"]))
    [pair] = lexical().score(window["a"].features, window)
    assert pair.band == "nothing"


def test_a_pair_alike_in_all_but_one_figure_is_for_an_editor():
    """Of the same earthquake two desks may have other magnitudes."""
    english = "Earthquake of magnitude 4.1 hits Shamakhi at 05:39, depth 47 km"
    russian = "Землетрясение магнитудой 4,3 в Шемахе в 05:39, глубина 47 км"
    window = Window()
    window.add(features("a", "en", english))
    window.add(features("b", "ru", russian))
    [pair] = lexical().score(window["a"].features, window)
    assert pair.band == "suggest"
    assert [str(conflict) for conflict in pair.evidence.conflicts] == ["quantity: 4.1 ≠ 4.3"]


def test_one_place_and_nothing_else_never_links():
    window = Window()
    window.add(features("a", "en", "Trial of former bank chief begins in Baku"))
    window.add(features("b", "az", "Bakıda toz dumanı cümə axşamınadək davam edəcək"))
    [pair] = lexical().score(window["a"].features, window)
    assert pair.band != "link"


def test_both_sides_of_a_pair_are_scored_alike():
    window = window_of(QUAKE, OTHER_QUAKE, SEIZED)
    there, back = best(window, "0/en")["az"], best(window, "0/az")["en"]
    assert (there.other_id, back.other_id) == ("0/az", "0/en")
    assert there.score == back.score


def test_scores_do_not_depend_on_the_order_of_arrival():
    stories = [("a", "en", QUAKE["en"]), ("b", "az", QUAKE["az"]), ("c", "az", OTHER_QUAKE["az"])]
    found = set[tuple[tuple[str, float], ...]]()
    for order in permutations(stories):
        window = Window()
        for one in order:
            window.add(features(*one))
        found.add(
            tuple((pair.other_id, pair.score) for pair in lexical().score(window["a"].features, window))
        )
    assert len(found) == 1


def test_what_was_published_too_far_off_is_no_candidate():
    window = Window(reach=24 * HOUR)
    window.add(features("old", "az", QUAKE["az"], at=NOON - 25 * HOUR))
    newcomer = features("new", "en", QUAKE["en"])
    assert lexical().score(newcomer, window) == []
    window.add(features("fresh", "az", QUAKE["az"], at=NOON - 23 * HOUR))
    assert [pair.other_id for pair in lexical().score(newcomer, window)] == ["fresh"]


def test_a_correction_takes_the_place_of_what_it_corrects():
    window = window_of(QUAKE, languages=("en", "az"))
    before = best(window, "0/en")["az"].score
    window.add(features("0/az", "az", SEIZED["az"]))
    assert len(window) == 2
    after = best(window, "0/en").get("az")
    assert after is None or after.score < before


def test_what_is_removed_is_found_no_more():
    window = window_of(QUAKE, SEIZED)
    window.remove("0/az")
    assert all(pair.other_id != "0/az" for pair in lexical().score(window["0/en"].features, window))
    window.remove("0/az")
    assert len(window) == 5


def test_settling_gives_each_article_one_place_a_language():
    window = window_of(QUAKE, OTHER_QUAKE, SEIZED)
    scored = [pair for article in list(window) for pair in lexical().score(article.features, window)]
    links = assign_links(scored)
    assert {pair.key for pair in links} == {pair.key for pair in assign_links(reversed(scored))}
    assert links
    assert all(pair.article_id.split("/")[0] == pair.other_id.split("/")[0] for pair in links)


def test_evidence_says_what_is_shared():
    pair = best(window_of(SEIZED, QUAKE), "0/en")["ru"]
    assert pair.evidence.quantities == ("24",)
    assert ("Bilasuvar", "Билясуваре") in pair.evidence.places
    assert "24" in pair.evidence.summary()
