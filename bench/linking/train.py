"""Trains the weights of both matchers and the background of the embedder, and writes them into the package.

    python -m bench.linking.train --data ../shared/data/ntrex-dev/articles.jsonl

Everything that is reported is cross-validated: a pair is judged by weights that saw neither of its groups (a group
is a story, or all stories of one template).
"""

import argparse
from dataclasses import replace
from importlib import resources
from pathlib import Path
from random import Random

import numpy as np
import numpy.typing as npt

from bench.linking.corpus import HEADLINES, Cut, Told, cut, read, without_half
from bench.linking.embeddings import Remembered
from bench.linking.regression import Matrix, fit, logits
from translate.matching import background as backgrounds
from translate.matching.background import Background, unit
from translate.matching.comparable import Comparable
from translate.matching.embedder import Embedder, installed
from translate.matching.extraction import SENTENCES_EMBEDDED, lexical_features, sentences_of
from translate.matching.features import Features
from translate.matching.lexicon import shipped
from translate.matching.likeness import DENSE, LEXICAL
from translate.matching.matcher import LEXICAL_MODEL, SHORTLIST, Judge, extract_hybrid, hybrid_model, likeness
from translate.matching.weights import (
    SECOND,
    VIEWS,
    Regression,
    Thresholds,
    View,
    ViewWeights,
    Weights,
    dump,
    pair_of,
    view_of,
)
from translate.matching.window import Window

FOLDS = 6
DRAWS = 10
RIDGE_FIRST, RIDGE_SECOND = 3.0, 1.0
PRECISION: dict[str, dict[View, float]] = {
    "hybrid": {"full": 0.999, "short": 0.996, "headline": 0.994},
    "lexical": {"full": 0.996, "short": 0.992, "headline": 0.994},
}
"""What the automatic band must show in cross-validation: above what is asked of data kept back."""
SUGGEST_FROM = 0.05
Labels = npt.NDArray[np.bool_]


class Pairs:
    """Every pair of articles in two languages of some sets, with its columns, by view."""

    def __init__(self, sets: list[list[tuple[Told, Features]]]) -> None:
        self.sets = [[(told, Comparable(features)) for told, features in one] for one in sets]
        self.keys: list[tuple[int, str, str]] = []
        self.groups: list[tuple[str, str]] = []
        self.pairs: list[str] = []
        self.views: list[View] = []
        rows: list[Matrix] = []
        labels: list[bool] = []
        for number, articles in enumerate(self.sets):
            for at, (told, a) in enumerate(articles):
                for other, b in articles[at + 1 :]:
                    if a.language == b.language:
                        continue
                    self.keys.append((number, a.id, b.id))
                    self.groups.append((told.group, other.group))
                    self.pairs.append(pair_of(a.language, b.language))
                    self.views.append(view_of(a.features.sentence_count, b.features.sentence_count))
                    rows.append(likeness(a, b))
                    labels.append(told.story == other.story)
        self.rows = np.array(rows)
        self.labels = np.array(labels)


def folds_of(groups: list[tuple[str, str]]) -> npt.NDArray[np.intp]:
    """The folds of both groups of each pair: ``(pairs, 2)``."""
    names = sorted({group for both in groups for group in both})
    Random(7).shuffle(names)
    fold = {name: at % FOLDS for at, name in enumerate(names)}
    return np.array([[fold[a], fold[b]] for a, b in groups])


def cross_validated(
    rows: Matrix, pairs: list[str], labels: Labels, groups: list[tuple[str, str]], ridge: float
) -> tuple[Regression, Matrix]:
    """The regression of everything, and each pair's logit by one that saw neither of its groups."""
    folds, found = folds_of(groups), np.zeros(len(rows))
    for fold in range(FOLDS):
        learn, judge = (folds != fold).all(axis=1), folds[:, 0] == fold
        regression = fit(rows[learn], _pick(pairs, learn), labels[learn], ridge)
        found[judge] = logits(regression, rows[judge], _pick(pairs, judge))
    return fit(rows, pairs, labels, ridge), found


def _pick(values: list[str], chosen: Labels) -> list[str]:
    return [value for value, is_chosen in zip(values, chosen, strict=True) if is_chosen]


def train(model: str, columns: tuple[str, ...], sets: list[list[tuple[Told, Features]]]) -> Weights:
    """First and second weights and thresholds of every view."""
    everything = Pairs(sets)
    print(f"{model}: {len(everything.rows)} pairs, {everything.labels.sum()} of them of one story")
    first: dict[View, Regression] = {}
    alone = np.zeros(len(everything.rows))
    for view in VIEWS:
        of_view = np.array([name == view for name in everything.views])
        first[view], alone[of_view] = cross_validated(
            everything.rows[of_view],
            _pick(everything.pairs, of_view),
            everything.labels[of_view],
            [groups for groups, chosen in zip(everything.groups, of_view, strict=True) if chosen],
            RIDGE_FIRST,
        )
    unfinished = Weights(model, columns, {view: _blank(first[view]) for view in VIEWS})
    unfinished = _with_floors(unfinished, everything, alone)
    return _second(unfinished, everything, alone)


def _blank(first: Regression) -> ViewWeights:
    return ViewWeights(first, Regression(np.zeros(len(SECOND)), {"": 0.0}), -99.0, -1.0, Thresholds(1.0, 1.0))


def _windows(everything: Pairs, alone: Matrix, draws: int) -> list[tuple[int, Window]]:
    """Windows with half of the counterparts gone, the cross-validated logits of their pairs remembered."""
    random, windows = Random(11), list[tuple[int, Window]]()
    by_set: dict[int, list[tuple[str, str, float]]] = {}
    for (number, a, b), logit in zip(everything.keys, alone, strict=True):
        by_set.setdefault(number, []).append((a, b, float(logit)))
    for number, articles in enumerate(everything.sets):
        features = {told.article.id: comparable.features for told, comparable in articles}
        for _ in range(draws):
            window = Window()
            for told in without_half([told for told, _ in articles], random):
                window.add(features[told.article.id])
            for a, b, logit in by_set[number]:
                window.remember(a, b, logit)
            windows.append((number, window))
    return windows


def _with_floors(weights: Weights, everything: Pairs, alone: Matrix) -> Weights:
    """Floors: the median rival, and the median likeness to others of the same language, of articles left alone."""
    judge = Judge(weights)
    rivals: dict[View, list[float]] = {view: [] for view in VIEWS}
    own: dict[View, list[float]] = {view: [] for view in VIEWS}
    for _, window in _windows(everything, alone, 1):
        for article in window:
            view = view_of(article.features.sentence_count, 99)
            own[view].append(window.own_likeness(article) or 0.0)
            for language in window.other_languages(article.language):
                logits_of = sorted(logit for _, logit in judge.alone(article, window, language, SHORTLIST))
                rivals[view] += logits_of[-2:-1]
    return replace(
        weights,
        views={
            view: replace(
                weights.views[view],
                rival_floor=float(np.median(rivals[view])),
                own_floor=float(np.median(own[view])),
            )
            for view in VIEWS
        },
    )


def _second(weights: Weights, everything: Pairs, alone: Matrix) -> Weights:
    judge = Judge(weights)
    stories = {(n, t.article.id): t for n, articles in enumerate(everything.sets) for t, _ in articles}
    samples: dict[View, list[tuple[Matrix, str, bool, tuple[str, str], bool, int]]] = {
        view: [] for view in VIEWS
    }
    possible: dict[View, int] = dict.fromkeys(VIEWS, 0)
    for number, window in _windows(everything, alone, DRAWS):
        told_here = [stories[number, article.id] for article in window]
        for article in window:
            mine = stories[number, article.id]
            for other in told_here:
                if other.story == mine.story and article.language < other.article.language:
                    count = len(sentences_of(other.article))
                    possible[view_of(article.features.sentence_count, count)] += 1
            for language in window.other_languages(article.language):
                if language < article.language:
                    continue
                for standing in judge.standings(article, window, language):
                    theirs = stories[number, standing.other.id]
                    linkable = standing.is_mutual and not standing.conflicting
                    samples[standing.view].append(
                        (
                            standing.columns,
                            pair_of(article.language, language),
                            mine.story == theirs.story,
                            (mine.group, theirs.group),
                            linkable,
                            number,
                        )
                    )
    views: dict[View, ViewWeights] = {}
    for view in VIEWS:
        columns, pairs, labels, groups, linkable, numbers = zip(*samples[view], strict=True)
        regression, judged = cross_validated(
            np.array(columns), list(pairs), np.array(labels), list(groups), RIDGE_SECOND
        )
        may = np.array(linkable)
        thresholds = _thresholds(
            view,
            PRECISION[weights.model.split("-")[0]][view],
            judged[may],
            np.array(labels)[may],
            possible[view],
        )
        for number in sorted(set(numbers)):
            chosen = may & (np.array(numbers) == number)
            _report(f"    set {number}", judged[chosen], np.array(labels)[chosen], None, thresholds)
        views[view] = replace(weights.views[view], second=regression, thresholds=thresholds)
    return replace(weights, views=views)


def _thresholds(view: View, wanted: float, judged: Matrix, labels: Labels, possible: int) -> Thresholds:
    """The lowest logit above which the precision asked for holds at every higher one too."""
    order = np.argsort(-judged)
    right = np.cumsum(labels[order])
    precision = right / np.arange(1, len(order) + 1)
    enough = np.where(precision >= wanted)[0]
    at = int(enough[-1]) if len(enough) else 0
    link = max(0.5, float(_chance(judged[order][at])))
    thresholds = Thresholds(link, min(SUGGEST_FROM, link))
    _report(f"  {view}", judged, labels, possible, thresholds)
    return thresholds


def _report(name: str, judged: Matrix, labels: Labels, possible: int | None, thresholds: Thresholds) -> None:
    for band, threshold in (("link", thresholds.link), ("suggest", thresholds.suggest)):
        chosen = _chance(judged) >= threshold
        total = possible or max(1, int(labels.sum()))
        print(
            f"{name} {band} from {threshold:.4f}: precision {labels[chosen].mean() if chosen.any() else 1.0:.4f}, "
            f"recall {labels[chosen].sum() / total:.3f} of {total}, wrong {int((~labels[chosen]).sum())}"
        )


def _chance(values: Matrix) -> Matrix:
    return 1.0 / (1.0 + np.exp(-values))


def background_of(
    told: list[Told], more: list[Told], embedder: Embedder
) -> tuple[Background, dict[str, list[str]]]:
    """The background from our own headlines and leads, and whose each row of a bank is.

    The means are of the other articles too: a mean tells nothing of any of them.
    """
    own: dict[str, list[tuple[str, str]]] = {}
    others: dict[str, list[str]] = {}
    for one in told:
        texts = sentences_of(one.article)[:2]
        own.setdefault(one.article.language, []).extend((text, one.story) for text in texts)
    for one in more:
        others.setdefault(one.article.language, []).extend(sentences_of(one.article)[:SENTENCES_EMBEDDED])
    means, banks = {}, {}
    for language, texts in own.items():
        vectors = embedder.embed([text for text, _ in texts])
        further = embedder.embed(others[language]) if language in others else vectors
        means[language] = (vectors.mean(axis=0) + further.mean(axis=0)) / 2
        banks[language] = unit(vectors - means[language])
    return Background(means, banks), {
        language: [story for _, story in texts] for language, texts in own.items()
    }


def _without(background: Background, owners: dict[str, list[str]], story: str) -> Background:
    """The background without a story's own sentences, as it will be for every article that is served."""
    banks = {
        language: bank[[owner != story for owner in owners[language]]]
        for language, bank in background.banks.items()
    }
    return Background(background.means, banks)


def _sets(articles: list[Told], headlines: list[Told]) -> list[tuple[list[Told], bool]]:
    cuts: list[Cut] = ["full", "short", "headline", "mixed"]
    templates = [one for one in headlines if one.template]
    return [
        *((cut(articles, view), False) for view in cuts),
        (cut(headlines, "short"), True),
        (cut(headlines, "headline"), True),
        (cut(headlines, "mixed"), True),
        (cut(templates, "headline"), True),
    ]


def main() -> None:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--data", type=Path, required=True, help="articles as in NTREX's development half")
    arguments.add_argument("--cache", type=Path, help="a folder to keep embeddings in")
    given = arguments.parse_args()
    target = Path(str(resources.files("translate.matching")))
    articles, headlines = read(given.data), read(HEADLINES)
    sets, lexicon = _sets(articles, headlines), shipped()
    lexical = [
        [
            (one, lexical_features(one.article, sentences_of(one.article), lexicon, LEXICAL_MODEL))
            for one in told
        ]
        for told, _ in sets
    ]
    weights = train(LEXICAL_MODEL, LEXICAL, lexical)
    (target / f"weights-{weights.model}.json").write_text(dump(weights), "utf-8")
    if (library := installed()) is None:
        print("no embedder is installed: the hybrid weights stay as they are")
        return
    embedder = Remembered(library, given.cache)
    background, owners = background_of(headlines, articles, embedder)
    backgrounds.save(background, target / f"background-{embedder.model}.npz")
    background = backgrounds.load(embedder.model)
    hybrid = [
        [
            (one, features)
            for one in told
            for features in extract_hybrid(
                [one.article],
                lexicon,
                embedder,
                _without(background, owners, one.story) if is_own else background,
            )
        ]
        for told, is_own in sets
    ]
    embedder.save()
    weights = train(hybrid_model(embedder), DENSE + LEXICAL, hybrid)
    (target / f"weights-{weights.model}.json").write_text(dump(weights), "utf-8")


if __name__ == "__main__":
    main()
