"""What there is to learn from: pairs of articles in two languages, and windows they stand in."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from random import Random

import numpy as np

from bench.linking.corpus import Told, thinned
from bench.linking.regression import Matrix
from bench.linking.validation import Groups, Labels
from translate.matching.candidates.comparable import Comparable
from translate.matching.candidates.window import Window
from translate.matching.features import Features
from translate.matching.scoring.conflicts import Conflict, conflicts
from translate.matching.scoring.judge import are_other_news, pair_columns
from translate.matching.scoring.weights import View, pair_of, view_of

ABSENT = (0.5, 0.8, 0.0)
"""The shares of stories of which one language alone is there, draw by draw."""
SHORTLISTED = 16
"""The candidates by vector that are learnt from, in a window where nothing is absent."""
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


class FoundConflicts:
    """Conflicts of pairs, found once for all the windows that a pair stands in."""

    def __init__(self) -> None:
        self._found: dict[tuple[int, int], tuple[Conflict, ...]] = {}

    def between(self, a: Comparable, b: Comparable) -> tuple[Conflict, ...]:
        """The conflicts of two articles; their features must outlive this."""
        key = id(a.features), id(b.features)
        if key not in self._found:
            self._found[key] = conflicts(a, b)
        return self._found[key]


@dataclass(frozen=True)
class Pairs:
    """Pairs of some sets that are candidates of each other, in a fixed order."""

    sets: list[Known]
    every: list[Pair]
    found: FoundConflicts = field(default_factory=FoundConflicts)

    def of_view(self, view: View) -> Labels:
        """Which of the pairs a view's weights judge."""
        return np.array([pair.view == view for pair in self.every])

    def are_other_news(self, chosen: Labels) -> Labels:
        """Which of the chosen pairs contradict each other."""
        found = np.zeros(len(self.every), dtype=bool)
        for at in np.flatnonzero(chosen):
            pair = self.every[int(at)]
            mine, theirs = (self.comparables[pair.set_number][end] for end in pair.ids)
            found[at] = are_other_news(self.found.between(mine, theirs))
        return found

    @cached_property
    def comparables(self) -> list[dict[str, Comparable]]:
        """The articles of every set, laid out for comparing."""
        return [{told.article.id: Comparable(features) for told, features in known} for known in self.sets]

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


def candidate_pairs(sets: list[Known]) -> Pairs:
    """Compares each article of a set with its candidates, and with all of its own story."""
    return Pairs(sets, [pair for number, known in enumerate(sets) for pair in _pairs(number, known)])


def _pairs(number: int, known: Known) -> Iterator[Pair]:
    window = Window()
    told = {one.article.id: one for one, _ in known}
    articles = [window.add(features) for _, features in known]
    ends = {key for article in articles for key in _candidates(article, window)}
    for story in {one.story for one in told.values()}:
        members = sorted(one.article.id for one in told.values() if one.story == story)
        ends |= {(a, b) for at, a in enumerate(members) for b in members[at + 1 :]}
    for key in sorted(ends):
        mine, theirs = (window[end] for end in key)
        if mine.language != theirs.language:
            yield Pair(
                number,
                key,
                (told[mine.id].group, told[theirs.id].group),
                pair_of(mine.language, theirs.language),
                view_of(mine.features.sentence_count, theirs.features.sentence_count),
                pair_columns(mine, theirs),
                told[mine.id].story == told[theirs.id].story,
            )


def _candidates(article: Comparable, window: Window) -> Iterator[tuple[str, str]]:
    for language in window.other_languages(article.language):
        [candidates] = window.shortlists([article], language, SHORTLISTED)
        for other in candidates:
            first, second = sorted((article.id, other.id))
            yield first, second
