"""From pairs to weights: the first judgement, the floors, the second judgement and its thresholds."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from bench.linking.pairs import Pairs
from bench.linking.regression import Matrix
from bench.linking.validation import Groups, Labels, cross_validated, picked
from translate.matching.candidates.window import Window
from translate.matching.scoring.judge import SHORTLIST, Judge, Standing
from translate.matching.scoring.weights import (
    SECOND,
    VIEWS,
    Regression,
    Thresholds,
    View,
    ViewWeights,
    Weights,
    pair_of,
    view_of,
)

DRAWS = 10
RIDGE_FIRST, RIDGE_SECOND = 3.0, 1.0
SUGGEST_FROM = 0.05
"""Below, a suggestion is not worth an editor's look."""
LEAST_LINKED = 0.8
_WHOLE = 99
"""More sentences than any view is bounded by."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A standing with what is known of it."""

    set_number: int
    standing: Standing
    languages: str
    groups: Groups
    is_true: bool

    @property
    def is_linkable(self) -> bool:
        return self.standing.may_link


def train(model: str, columns: tuple[str, ...], pairs: Pairs, precision: dict[View, float]) -> Weights:
    """The weights of every view; ``precision`` is what the automatic band must show in cross-validation."""
    first, alone = _first(pairs)
    weights = Weights(model, columns, {view: _unfinished(first[view]) for view in VIEWS})
    weights = _with_floors(weights, pairs, alone)
    samples = list(_samples(weights, pairs, alone))
    views = {
        view: _second(
            view, weights.views[view], [one for one in samples if one.standing.view == view], wanted
        )
        for view, wanted in precision.items()
    }
    return replace(weights, views=views)


def _first(pairs: Pairs) -> tuple[dict[View, Regression], Matrix]:
    """The first regression of each view, and every pair's logit by one that saw neither of its groups."""
    regressions: dict[View, Regression] = {}
    alone = np.zeros(len(pairs.every))
    for view in VIEWS:
        chosen = pairs.of_view(view)
        of_view = picked(pairs.every, chosen)
        regressions[view], alone[chosen] = cross_validated(
            np.array([pair.row for pair in of_view]),
            [pair.languages for pair in of_view],
            np.array([pair.is_true for pair in of_view]),
            [pair.groups for pair in of_view],
            RIDGE_FIRST,
        )
    return regressions, alone


def _unfinished(first: Regression) -> ViewWeights:
    nothing = Regression(np.zeros(len(SECOND)), {"": 0.0})
    return ViewWeights(first, nothing, rival_floor=-99.0, own_floor=-1.0, thresholds=Thresholds(1.0, 1.0))


def _with_floors(weights: Weights, pairs: Pairs, alone: Matrix) -> Weights:
    """The median rival, and the median similarity to the most similar of the same language."""
    judge = Judge(weights)
    rivals: dict[View, list[float]] = {view: [] for view in VIEWS}
    own: dict[View, list[float]] = {view: [] for view in VIEWS}
    for _, window in pairs.windows(alone, 1):
        for article in window:
            view = view_of(article.features.sentence_count, _WHOLE)
            [similar] = window.most_similar([article], article.language)
            own[view].append(similar.similarity if similar else 0.0)
            for language in window.other_languages(article.language):
                [candidates] = judge.judged_alone([article], window, language, SHORTLIST)
                found = sorted(one.logit for one in candidates)
                rivals[view] += found[-2:-1]
    views = {
        view: replace(
            weights.views[view],
            rival_floor=float(np.median(rivals[view])),
            own_floor=float(np.median(own[view])),
        )
        for view in VIEWS
    }
    return replace(weights, views=views)


def _samples(weights: Weights, pairs: Pairs, alone: Matrix) -> Iterator[Sample]:
    judge = Judge(weights)
    told = {told.article.id: told for known in pairs.sets for told, _ in known}
    for number, window in pairs.windows(alone, DRAWS):
        for mine, standing in _standings(judge, window):
            one, other = told[mine], told[standing.other.id]
            languages = pair_of(one.article.language, other.article.language)
            yield Sample(number, standing, languages, (one.group, other.group), one.story == other.story)


def _standings(judge: Judge, window: Window) -> Iterator[tuple[str, Standing]]:
    """Every standing once: from the side whose language comes first."""
    for article in window:
        for language in window.other_languages(article.language):
            if article.language < language:
                for standing in judge.standings(article, window, language):
                    yield article.id, standing


def _second(view: View, weights: ViewWeights, samples: list[Sample], wanted: float) -> ViewWeights:
    labels = np.array([sample.is_true for sample in samples])
    regression, judged = cross_validated(
        np.array([sample.standing.columns for sample in samples]),
        [sample.languages for sample in samples],
        labels,
        [sample.groups for sample in samples],
        RIDGE_SECOND,
    )
    linkable = np.array([sample.is_linkable for sample in samples])
    scores = 1.0 / (1.0 + np.exp(-judged))
    thresholds = _thresholds(scores[linkable], labels[linkable], wanted)
    for number in (None, *sorted({sample.set_number for sample in samples})):
        chosen = np.array([number in (None, sample.set_number) for sample in samples])
        print(f"{view:9} {'all sets' if number is None else f'set {number}':9}", end=" ")
        _report(scores[chosen], labels[chosen], linkable[chosen], thresholds)
    return replace(weights, second=regression, thresholds=thresholds)


def _thresholds(scores: Matrix, labels: Labels, wanted: float) -> Thresholds:
    """The lowest score from which on the precision is as wanted."""
    order = np.argsort(-scores)
    precision = np.cumsum(labels[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(precision >= wanted)
    lowest = float(scores[order][enough[-1]]) if len(enough) else 1.0
    link = max(LEAST_LINKED, lowest)
    return Thresholds(link, min(SUGGEST_FROM, link))


def _report(scores: Matrix, labels: Labels, linkable: Labels, thresholds: Thresholds) -> None:
    linked = linkable & (scores >= thresholds.link)
    right, true = int(labels[linked].sum()), max(1, int(labels.sum()))
    wrong, reviewed = int(linked.sum()) - right, int(labels[scores >= thresholds.suggest].sum())
    print(
        f"link from {thresholds.link:.4f}: precision {right / max(1, right + wrong):.4f}, recall "
        f"{right / true:.3f} of {true}, wrong {wrong}; with review recall {reviewed / true:.3f}",
        flush=True,
    )
