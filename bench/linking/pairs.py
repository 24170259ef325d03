"""What there is to learn from: every pair of articles in two languages, and windows they stand in."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

import numpy as np

from bench.linking.corpus import Told, without_half
from bench.linking.regression import Matrix
from bench.linking.validation import Groups, Labels
from translate.matching.candidates.comparable import Comparable
from translate.matching.candidates.window import Window
from translate.matching.features import Features
from translate.matching.scoring.judge import pair_columns
from translate.matching.scoring.weights import View, pair_of, view_of

Known = list[tuple[Told, Features]]
"""One set of articles that arrive together, with their features."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two articles of one set; ``row`` has the columns of the first judgement."""

    set_number: int
    ids: tuple[str, str]
    groups: Groups
    languages: str
    view: View
    row: Matrix
    is_true: bool


@dataclass(frozen=True, slots=True)
class Pairs:
    """All pairs of some sets, in a fixed order."""

    sets: list[Known]
    every: list[Pair]

    def of_view(self, view: View) -> Labels:
        """Which of the pairs a view's weights judge."""
        return np.array([pair.view == view for pair in self.every])

    def windows(self, alone: Matrix, draws: int) -> Iterator[tuple[int, Window]]:
        """Windows with half of the counterparts gone, in which each pair's logit is remembered."""
        random = Random(11)
        known: dict[int, list[tuple[str, str, float]]] = {}
        for pair, logit in zip(self.every, alone, strict=True):
            known.setdefault(pair.set_number, []).append((*pair.ids, float(logit)))
        for number, articles in enumerate(self.sets):
            features = {told.article.id: found for told, found in articles}
            for _ in range(draws):
                window = Window()
                for told in without_half([told for told, _ in articles], random):
                    window.add(features[told.article.id])
                for mine, theirs, logit in known[number]:
                    if mine in window and theirs in window:
                        window.record_first_logit(window[mine], window[theirs], logit)
                yield number, window


def all_pairs(sets: list[Known]) -> Pairs:
    """Compares everything with everything of its set: minutes."""
    return Pairs(sets, [pair for number, known in enumerate(sets) for pair in _pairs(number, known)])


def _pairs(number: int, known: Known) -> Iterator[Pair]:
    articles = [(told, Comparable(features)) for told, features in known]
    for at, (told, mine) in enumerate(articles):
        for other, theirs in articles[at + 1 :]:
            if mine.language != theirs.language:
                yield Pair(
                    number,
                    (mine.id, theirs.id),
                    (told.group, other.group),
                    pair_of(mine.language, theirs.language),
                    view_of(mine.features.sentence_count, theirs.features.sentence_count),
                    pair_columns(mine, theirs),
                    told.story == other.story,
                )
