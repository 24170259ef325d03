"""A pair has one score, whichever side came last and in whatever order the window was filled."""

import json
from functools import lru_cache
from pathlib import Path
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from translate.matching import Article, Features, ScoredPair, Window, open_matcher

HEADLINES = Path(__file__).parents[2] / "bench" / "linking" / "headlines.jsonl"
NOON = 1_772_000_000_000
MATCHER = open_matcher("none")


@lru_cache(maxsize=1)
def everything() -> list[Features]:
    """The features of every article of the headline triples, lead and all."""
    rows = [json.loads(line) for line in HEADLINES.read_text("utf-8").splitlines()]
    articles = [
        Article(
            id=f"{row['story']}/{row['language']}",
            language=row["language"],
            headline=row["headline"],
            lead=row["lead"],
            published_at=NOON + number * 1000,
        )
        for number, row in enumerate(rows)
    ]
    return MATCHER.extract(articles)


def scored(window: Window, features: Features) -> dict[tuple[str, str], ScoredPair]:
    return {pair.key: pair for pair in MATCHER.score(features, window) if pair.band != "nothing"}


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32), st.integers(2, 60))
def test_a_pair_has_one_score_and_one_band_from_either_end(seed: int, size: int):
    chosen = Random(seed).sample(everything(), size)
    window = Window()
    for features in chosen:
        window.add(features)
    by_end = {features.id: scored(window, features) for features in chosen}
    for of_article in by_end.values():
        for key, pair in of_article.items():
            for end in key:
                assert by_end[end][key].score == pair.score
                assert by_end[end][key].band == pair.band


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32), st.integers(2, 40))
def test_those_whose_pairs_a_newcomer_changes_are_named(seed: int, size: int):
    """Scoring again those that are named, and nobody else, gives what scoring everybody again would."""
    chosen = Random(seed).sample(everything(), size)
    window, latest = Window(), dict[tuple[str, str], ScoredPair]()

    def score(features: Features) -> None:
        for key in [key for key in latest if features.id in key]:
            del latest[key]
        latest.update(scored(window, features))

    for features in chosen:
        window.add(features)
        score(features)
        for other_id in MATCHER.affected(features, window):
            score(window[other_id].features)
    final = {key: pair.band for features in chosen for key, pair in scored(window, features).items()}
    assert {key: pair.band for key, pair in latest.items()} == final
