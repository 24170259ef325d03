"""What there is to learn from: every pair of articles in two languages, and windows they stand in."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

import numpy as np

from bench.linking.corpus import Told, thinned
from bench.linking.regression import Matrix
from bench.linking.validation import Groups, Labels
from translate.matching.candidates.comparable import Comparable
from translate.matching.candidates.window import Window
from translate.matching.features import Features
from translate.matching.scoring.judge import are_other_news, pair_columns
from translate.matching.scoring.weights import View, pair_of, view_of

ABSENT = (0.5, 0.8, 0.2)
"""The shares of stories of which one language alone is there, draw by draw."""
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

    def are_other_news(self, chosen: Labels) -> Labels:
        """Which of the chosen pairs contradict each other."""
        comparables = [
            {told.article.id: Comparable(features) for told, features in known} for known in self.sets
        ]
        found = np.zeros(len(self.every), dtype=bool)
        for at in np.flatnonzero(chosen):
            pair = self.every[int(at)]
            mine, theirs = (comparables[pair.set_number][end] for end in pair.ids)
            found[at] = are_other_news(mine, theirs)
        return found

    def windows(self, alone: Matrix, draws: int) -> Iterator[tuple[int, Window]]:
        """Windows with ever more of the counterparts gone, in which each pair's logit is remembered."""
        random = Random(11)
        known: dict[int, list[tuple[str, str, float]]] = {}
        for pair, logit in zip(self.every, alone, strict=True):
            known.setdefault(pair.set_number, []).append((*pair.ids, float(logit)))
        for number, articles in enumerate(self.sets):
            features = {told.article.id: found for told, found in articles}
            for draw in range(draws):
                window = Window()
                for told in thinned([told for told, _ in articles], ABSENT[draw % len(ABSENT)], random):
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
