"""How a newcomer's candidates are weighed: each pair alone first, then against its rivals."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

import numpy as np

from translate.matching.candidates.comparable import Comparable
from translate.matching.candidates.weighings import Alike, Candidate, Noted
from translate.matching.candidates.window import Window
from translate.matching.features import Features
from translate.matching.scoring.bands import Scored, band
from translate.matching.scoring.conflicts import Conflict, conflicts
from translate.matching.scoring.evidence import Evidence, evidence
from translate.matching.scoring.rescoring import touched
from translate.matching.scoring.similarity import Row, dense, lexical
from translate.matching.scoring.weights import View, ViewWeights, Weights, at_least, gap_of, pair_of, view_of

SHORTLIST, RIVALS_SHORTLIST = 8, 4
_LEAST_ALONE = -2.0
"""A pair less like than this, as a logit of the first judgement, is not linked for want of a rival."""
_JUDGED = 3
"""How many candidates of a language are weighed against their rivals; the others lost to these already."""


@dataclass(frozen=True, slots=True)
class Hope:
    """The highest score that a candidate may come to, with its gap then."""

    candidate: Candidate
    gap: float
    score: float
    weights: ViewWeights


@dataclass(frozen=True, slots=True)
class Hopeful:
    """A candidate that may come to an editor's desk, and the best first judgement of any other."""

    candidate: Candidate
    rival: float | None


@dataclass(frozen=True, slots=True)
class Standing:
    """One candidate as the second judgement sees it; ``columns`` are those of ``weights.SECOND``."""

    other: Comparable
    view: View
    columns: Row
    conflicts: tuple[Conflict, ...]

    @property
    def is_mutual(self) -> bool:
        return bool(self.columns[1] > 0 and self.columns[2] > 0)

    @property
    def may_link(self) -> bool:
        """Whether a score may link the pair at all without a person."""
        return self.is_mutual and not self.conflicts and bool(self.columns[0] >= _LEAST_ALONE)


def likeness(a: Comparable, b: Comparable) -> Row:
    """All columns of a pair's first judgement, ``DENSE`` before ``LEXICAL`` where both have vectors."""
    words, vectors = lexical(a, b), dense(a, b)
    return words if vectors is None else np.concatenate([vectors, words])


class Judge:
    """Scores by weights; trains and serves alike."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights

    def score(self, newcomer: Features, window: Window) -> list[Scored]:
        """The newcomer's best candidates in all other languages, likeliest first.

        Whom no comparison with rivals could bring to an editor's desk is not compared with them: such a pair
        has the highest score that it could have had, which is below every threshold.
        """
        article = window.comparable(newcomer)
        scored: list[Scored] = []
        leaders: dict[str, tuple[Candidate, ...]] = {}
        hopeful: list[Hopeful] = []
        for language in window.other_languages(newcomer.language):
            candidates = self._candidates(article, window, language)
            leaders[language] = tuple(_best(candidates)[:2])
            hopes = [self._hope(article, one, candidates) for one in _best(candidates)]
            some = [hope.candidate for hope in hopes if hope.score >= hope.weights.thresholds.suggest]
            scored += [self._hopeless(article, hope) for hope in hopes if hope.candidate not in some]
            hopeful += [Hopeful(one, _rival(candidates, one.article)) for one in some]
        [likest] = window.own_likest([article], article.language)
        scored += [self._scored(article, one) for one in self._weighed(article, hopeful, window, likest)]
        window.note(article, Noted(leaders, likest, is_weighed=True))
        return sorted(scored, key=lambda pair: (-pair.score, pair.other_id))

    def touched(self, newcomer: Features, scored: Sequence[Scored], window: Window) -> list[str]:
        """Of a newcomer in the window that was scored: whose own scores may be others now."""
        return touched(window.comparable(newcomer), scored, window, self._weights)

    def standings(self, article: Comparable, window: Window, language: str) -> list[Standing]:
        """The article's best candidates of a language, each weighed against its rivals."""
        candidates = self._candidates(article, window, language)
        [likest] = window.own_likest([article], article.language)
        hopeful = [Hopeful(one, _rival(candidates, one.article)) for one in _best(candidates)]
        return self._weighed(article, hopeful, window, likest)

    def _candidates(self, article: Comparable, window: Window, language: str) -> list[Candidate]:
        [candidates] = self.alone([article], window, language, SHORTLIST)
        return candidates

    def _weighed(
        self, article: Comparable, hopeful: list[Hopeful], window: Window, likest: Alike | None
    ) -> list[Standing]:
        """All at once, of whatever language: what they are weighed against is looked up in one pass."""
        others = [one.candidate.article for one in hopeful]
        returned = self.alone(others, window, article.language, RIVALS_SHORTLIST)
        theirs = _own_likest(others, window)
        return [
            self._standing(article, one.candidate, (one.rival, _rival(back, article)), (likest, own))
            for one, back, own in zip(hopeful, returned, theirs, strict=True)
        ]

    def _hope(self, article: Comparable, candidate: Candidate, candidates: list[Candidate]) -> Hope:
        """The most that a candidate may come to, with no rival and with what serves it best."""
        other, logit = candidate.article, candidate.logit
        weights = self._weights.views[view_of(article.features.sentence_count, other.features.sentence_count)]
        gaps = [gap_of(logit, _rival(candidates, other), weights), gap_of(logit, None, weights)]
        floor = weights.own_floor
        rows = [np.array([logit, *gaps, *own]) for own in ((floor, floor), (1.0, floor), (1.0, 1.0))]
        languages = pair_of(article.language, other.language)
        most = max(weights.second.logit(row, languages) for row in rows)
        return Hope(candidate, min(gaps), _probability(most), weights)

    def _hopeless(self, article: Comparable, hope: Hope) -> Scored:
        other = hope.candidate.article
        return Scored(
            article_id=article.id,
            other_id=other.id,
            languages=(article.language, other.language),
            model=self._weights.model,
            score=hope.score,
            is_mutual=False,
            band="nothing",
            evidence=Evidence(rival_gap=hope.gap, conflicts=()),
        )

    def _standing(
        self,
        article: Comparable,
        candidate: Candidate,
        rivals: tuple[float | None, float | None],
        own: tuple[Alike | None, Alike | None],
    ) -> Standing:
        other, logit = candidate.article, candidate.logit
        view = view_of(article.features.sentence_count, other.features.sentence_count)
        weights = self._weights.views[view]
        gaps = [gap_of(logit, rival, weights) for rival in rivals]
        low, high = sorted(at_least(weights.own_floor, one.alike if one else None) for one in own)
        return Standing(other, view, np.array([logit, *gaps, high, low]), conflicts(article, other))

    def alone(
        self, articles: list[Comparable], window: Window, language: str, count: int
    ) -> list[list[Candidate]]:
        """For each article everybody on its shortlist with the first judgement."""
        if not articles:
            return []
        return [
            [Candidate(other, self._pair_alone(article, other, window)) for other in shortlist]
            for article, shortlist in zip(articles, window.shortlists(articles, language, count), strict=True)
        ]

    def _pair_alone(self, article: Comparable, other: Comparable, window: Window) -> float:
        known = window.known(article, other)
        if known is not None:
            return known
        view = view_of(article.features.sentence_count, other.features.sentence_count)
        first = self._weights.views[view].first
        logit = first.logit(likeness(article, other), pair_of(article.language, other.language))
        window.remember(article, other, logit)
        return logit

    def _scored(self, article: Comparable, standing: Standing) -> Scored:
        other, weights = standing.other, self._weights.views[standing.view]
        logit = weights.second.logit(standing.columns, pair_of(article.language, other.language))
        score = _probability(logit)
        gap = float(min(standing.columns[1:3]))
        told = (
            evidence(article, other, standing.conflicts, gap) if score >= weights.thresholds.suggest else None
        )
        may_link = standing.may_link and told is not None and not told.is_one_place
        return Scored(
            article_id=article.id,
            other_id=other.id,
            languages=(article.language, other.language),
            model=self._weights.model,
            score=score,
            is_mutual=standing.is_mutual,
            band=band(score, may_link=may_link, thresholds=weights.thresholds),
            evidence=told or Evidence(rival_gap=gap, conflicts=standing.conflicts),
        )


def _own_likest(articles: list[Comparable], window: Window) -> list[Alike | None]:
    """For each article the likest in its own language; one look a language."""
    found: dict[str, Alike | None] = {}
    for language in {one.language for one in articles}:
        some = [one for one in articles if one.language == language]
        found |= zip((one.id for one in some), window.own_likest(some, language), strict=True)
    return [found[one.id] for one in articles]


def _best(candidates: list[Candidate]) -> list[Candidate]:
    return sorted(candidates, key=lambda one: (-one.logit, one.article.id))[:_JUDGED]


def _probability(logit: float) -> float:
    return 1.0 / (1.0 + exp(-max(-60.0, min(60.0, logit))))


def _rival(candidates: list[Candidate], but: Comparable) -> float | None:
    """The best first judgement of anybody else."""
    return max((one.logit for one in candidates if one.article.id != but.id), default=None)
