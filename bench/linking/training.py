"""From pairs to weights: the first judgement, the floors, the second judgement and its thresholds."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from bench.linking.pairs import Pair, Pairs
from bench.linking.regression import Matrix
from bench.linking.validation import Groups, Labels, cross_validated, picked
from translate.matching.candidates.window import Window
from translate.matching.scoring.judge import CONTRADICTED, LEAST_WEIGHED, SHORTLIST, Judge, Standing
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

DRAWS = 6
RIDGE_FIRST, RIDGE_SECOND = 3.0, 1.0
SUGGEST_FROM = 0.05
"""Below, a suggestion is not worth an editor's look."""
LEAST_LINKED = 0.5
LEAST_ALONE = tuple(np.arange(-2.0, 4.0, 0.25).tolist())
WRONG_LINKS: dict[View, float] = {"headline": 0.2 / 1000, "short": 0.5 / 1000, "full": 0.2 / 1000}
SUGGESTED = 3.5 / 100
"""The most wrong links, and suggestions, an article, in windows with 0, 50 and 80 % of counterparts absent.
A fifth in a thousand where that costs little, for half in a thousand elsewhere: rules and words were written
while reading these families, and know them better than what comes.
"""
_WHOLE = 99
"""More sentences than any view is bounded by."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A standing with what is known of it."""

    set_number: int
    window: int
    ends: tuple[str, str]
    standing: Standing
    languages: str
    groups: Groups
    is_true: bool

    @property
    def is_linkable(self) -> bool:
        return self.standing.may_link


def train(model: str, columns: tuple[str, ...], pairs: Pairs) -> Weights:
    """The weights of every view."""
    first, alone = _first(pairs)
    weights = Weights(model, columns, {view: _unfinished(first[view]) for view in VIEWS})
    weights = _with_floors(weights, pairs, alone)
    samples = list(_samples(weights, pairs, alone))
    views = {
        view: _second(view, weights.views[view], [one for one in samples if one.standing.view == view])
        for view in VIEWS
    }
    return replace(weights, views=views)


def _first(pairs: Pairs) -> tuple[dict[View, Regression], Matrix]:
    """The first regression of each view, and every pair's logit by one that saw neither of its groups."""
    regressions: dict[View, Regression] = {}
    alone = np.zeros(len(pairs.every))
    for view in VIEWS:
        chosen = pairs.of_view(view)
        _, alone[chosen] = _judged_alone(picked(pairs.every, chosen))
        # Once more, of what serving weighs: pairs that contradict each other are none of it.
        other_news = chosen & pairs.are_other_news(chosen & (alone > LEAST_WEIGHED))
        weighed = chosen & ~other_news
        regressions[view], alone[weighed] = _judged_alone(picked(pairs.every, weighed))
        alone[other_news] = CONTRADICTED
        late = pairs.are_other_news(weighed & (alone > LEAST_WEIGHED))
        alone[late] = CONTRADICTED
    return regressions, alone


def _judged_alone(pairs: list[Pair]) -> tuple[Regression, Matrix]:
    return cross_validated(
        np.array([pair.row for pair in pairs]),
        [pair.languages for pair in pairs],
        np.array([pair.is_true for pair in pairs]),
        [pair.groups for pair in pairs],
        RIDGE_FIRST,
    )


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
    judge = Judge(weights, pairs.found.between)
    told = {told.article.id: told for known in pairs.sets for told, _ in known}
    for drawn, (number, window) in enumerate(pairs.windows(alone, DRAWS)):
        for mine, standing in _standings(judge, window):
            one, other = told[mine], told[standing.other.id]
            languages = pair_of(one.article.language, other.article.language)
            ends = (mine, standing.other.id)
            yield Sample(
                number, drawn, ends, standing, languages, (one.group, other.group), one.story == other.story
            )


def _standings(judge: Judge, window: Window) -> Iterator[tuple[str, Standing]]:
    """Every standing once: from the side whose language comes first."""
    for article in window:
        for language in window.other_languages(article.language):
            if article.language < language:
                for standing in judge.standings(article, window, language):
                    yield article.id, standing


def _second(view: View, weights: ViewWeights, every: list[Sample]) -> ViewWeights:
    """The second judgement, of what does not conflict: that alone may ever be linked."""
    samples = [sample for sample in every if not sample.standing.conflicts]
    articles = len({(sample.window, end) for sample in every for end in sample.ends})
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
    alone = np.array([sample.standing.columns[0] for sample in samples])
    thresholds = _thresholds(scores, labels, linkable, alone, articles, WRONG_LINKS[view])
    linkable &= alone >= thresholds.alone
    wrong = sum(sample.is_true for sample in every if sample.standing.conflicts)
    print(f"{view:9} {articles} articles, {wrong} true pairs in conflict", flush=True)
    for number in (None, *sorted({sample.set_number for sample in samples})):
        chosen = np.array([number in (None, sample.set_number) for sample in samples])
        print(f"{view:9} {'all sets' if number is None else f'set {number}':9}", end=" ")
        _report(scores[chosen], labels[chosen], linkable[chosen], thresholds)
    return replace(weights, second=regression, thresholds=thresholds)


def _thresholds(
    scores: Matrix, labels: Labels, linkable: Labels, alone: Matrix, articles: int, wrong_links: float
) -> Thresholds:
    """The thresholds that link most, with wrong links, and suggestions, as few an article as wanted."""
    best, link, floor = -1, 1.0, 0.0
    for least_alone in LEAST_ALONE:
        may = linkable & (alone >= least_alone)
        lowest = max(LEAST_LINKED, _lowest(scores[may], ~labels[may], wrong_links * articles))
        found = int(labels[may & (scores >= lowest)].sum())
        if found > best:
            best, link, floor = found, lowest, least_alone
    asked = ~(linkable & (scores >= link) & (alone >= floor))
    suggest = max(SUGGEST_FROM, _lowest(scores[asked], np.ones(int(asked.sum()), bool), SUGGESTED * articles))
    return Thresholds(link, suggest, floor)


def _lowest(scores: Matrix, counted: Labels, most: float) -> float:
    """The lowest score from which on at most so many are counted."""
    order = np.argsort(-scores, kind="stable")
    enough = np.flatnonzero(np.cumsum(counted[order]) <= most)
    if not len(enough):
        return 1.0
    # Not halfway into a run of equal scores: what follows has one more than is wanted.
    last = enough[-1] + 1
    return float(scores[order][last]) + 1e-5 if last < len(order) else 0.0


def _report(scores: Matrix, labels: Labels, linkable: Labels, thresholds: Thresholds) -> None:
    linked = linkable & (scores >= thresholds.link)
    right, true = int(labels[linked].sum()), max(1, int(labels.sum()))
    wrong, reviewed = int(linked.sum()) - right, int(labels[scores >= thresholds.suggest].sum())
    print(
        f"link from {thresholds.link:.4f}: precision {right / max(1, right + wrong):.4f}, recall "
        f"{right / true:.3f} of {true}, wrong {wrong}; with review recall {reviewed / true:.3f}",
        flush=True,
    )
