"""The judge of a newcomer's candidates: each pair alone, then against its rivals; pruned by upper bounds."""

from collections.abc import Callable
from dataclasses import dataclass
from math import exp

import numpy as np

from translate.matching.candidates.comparable import Comparable, TermIndex
from translate.matching.candidates.weighings import Candidate, SimilarArticle, Weighing
from translate.matching.candidates.window import Window
from translate.matching.features import Features
from translate.matching.scoring.bands import Band, ScoredPair, band
from translate.matching.scoring.conflicts import Conflict, conflicts, is_one_figure
from translate.matching.scoring.evidence import PairEvidence, evidence, is_generic
from translate.matching.scoring.rescoring import affected_by
from translate.matching.scoring.similarity import Row, dense_similarity, lexical_similarity
from translate.matching.scoring.slots import Slots, slot_of
from translate.matching.scoring.weights import (
    Thresholds,
    View,
    ViewWeights,
    Weights,
    floored,
    gap_of,
    pair_of,
    second_row,
    view_of,
)

SHORTLIST = 8
"""The candidates by vector of either side: as many from both, so that a pair has one score."""
_LEAST_ALONE = -2.0
"""A pair whose first logit is lower is not linked for want of a rival."""
_LEAST_TOGETHER = 0.05
"""Two articles less likely than this are not brought together by a third."""
LEAST_WEIGHED, CONTRADICTED = -3.0, -8.0
"""First logits: less likely pairs are not searched for conflicts; the logit of those that have one."""
JUDGED = 3
"""A pair is weighed against its rivals where each is among the other's best three of its language: others
lost to these already.
"""


ConflictFinder = Callable[[Comparable, Comparable], tuple[Conflict, ...]]


@dataclass(frozen=True, slots=True)
class UpperBound:
    """The highest score that a candidate may come to, with its gap then."""

    candidate: Candidate
    gap: float
    score: float
    weights: ViewWeights


@dataclass(frozen=True, slots=True)
class Contender:
    """A candidate whose bound reaches an editor's desk, and the best first logit of any other."""

    candidate: Candidate
    rival: float | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A candidate as the second judgement sees it; ``columns`` are those of ``weights.SECOND``."""

    other: Comparable
    view: View
    columns: Row
    conflicts: tuple[Conflict, ...]
    slots: Slots
    is_generic: bool
    """True of headlines that share nothing but what any day's have."""

    @property
    def is_mutual(self) -> bool:
        """True where each is the other's best."""
        return bool(self.columns[1] > 0 and self.columns[2] > 0)

    @property
    def may_link(self) -> bool:
        """True if a score may link the pair at all without an editor."""
        is_possible = self.is_mutual and not self.conflicts and not self.is_generic
        return is_possible and bool(self.columns[0] >= _LEAST_ALONE)


def are_other_news(found: tuple[Conflict, ...]) -> bool:
    """True of conflicts in more than one figure: such articles are no rivals either."""
    return bool(found) and not is_one_figure(found)


def pair_columns(a: Comparable, b: Comparable) -> Row:
    """All columns of a pair's first judgement, ``DENSE`` before ``LEXICAL`` where both have vectors."""
    words, vectors = lexical_similarity(a, b), dense_similarity(a, b)
    return words if vectors is None else np.concatenate([vectors, words])


class Judge:
    """Scores by weights; trains and serves alike."""

    def __init__(self, weights: Weights, find_conflicts: ConflictFinder = conflicts) -> None:
        self._weights = weights
        self._conflicts = find_conflicts

    def score(self, newcomer: Features, window: Window) -> list[ScoredPair]:
        """The newcomer's best candidates in all other languages, likeliest first.

        Branch and bound: a candidate whose upper bound is below every threshold is not compared with rivals,
        and has its bound for a score.
        """
        article = window.comparable(newcomer)
        scored: list[ScoredPair] = []
        leaders: dict[str, tuple[Candidate, ...]] = {}
        shortlisted: list[str] = []
        contenders: list[Contender] = []
        for language in window.other_languages(newcomer.language):
            candidates = self._candidates(article, window, language)
            leaders[language] = tuple(_best(candidates))
            shortlisted += [candidate.article.id for candidate in candidates]
            for candidate in _best(candidates):
                bound = self._upper_bound(article, candidate, candidates)
                if bound.score >= bound.weights.thresholds.least:
                    contenders.append(Contender(candidate, _rival(candidates, candidate.article)))
                else:
                    scored.append(self._pruned(article, bound))
        [similar] = window.most_similar([article], article.language)
        standings = self._weighed(article, contenders, window, similar)
        scored += [self._scored(article, standing) for standing in standings]
        window.record_weighing(article, Weighing(leaders, similar, tuple(shortlisted), is_weighed=True))
        return sorted(scored, key=lambda pair: (-pair.score, pair.other_id))

    def affected(self, newcomer: Features, window: Window) -> list[str]:
        """Ids of those whose own scores a newcomer, scored and in the window, may have changed."""
        return affected_by(window.comparable(newcomer), window)

    def are_apart(self, article_id: str, other_id: str, window: Window) -> bool:
        """True if two articles of the window contradict each other, or are too unlike for one story.

        False of two that are not compared: of one language, out of reach, not both in the window.
        """
        if article_id not in window or other_id not in window:
            return False
        article, other = window[article_id], window[other_id]
        if article.language == other.language or not window.are_in_reach(article, other):
            return False
        if self._conflicts(article, other):
            return True
        candidate = Candidate(other, self._first_logit(article, other, window))
        rival = _rival(self._candidates(article, window, other.language), other)
        back = _rival(self._candidates(other, window, article.language), article)
        own = _most_similar([article, other], window)
        slots = Slots(_slot(article, own[0]), _slot(other, own[1]))
        standing = self._standing(article, candidate, (rival, back), (own[0], own[1]), slots)
        logit = self._weights.views[standing.view].second.logit(
            standing.columns, pair_of(article.language, other.language)
        )
        return _probability(logit) < _LEAST_TOGETHER

    def standings(self, article: Comparable, window: Window, language: str) -> list[Standing]:
        """The article's best candidates of a language, each weighed against its rivals."""
        candidates = self._candidates(article, window, language)
        [similar] = window.most_similar([article], article.language)
        contenders = [
            Contender(candidate, _rival(candidates, candidate.article)) for candidate in _best(candidates)
        ]
        return self._weighed(article, contenders, window, similar)

    def judged_alone(
        self, articles: list[Comparable], window: Window, language: str, count: int
    ) -> list[list[Candidate]]:
        """For each article its whole shortlist, with the first judgement."""
        if not articles:
            return []
        return [
            [Candidate(other, self._first_logit(article, other, window)) for other in shortlist]
            for article, shortlist in zip(articles, window.shortlists(articles, language, count), strict=True)
        ]

    def _candidates(self, article: Comparable, window: Window, language: str) -> list[Candidate]:
        [candidates] = self.judged_alone([article], window, language, SHORTLIST)
        return candidates

    def _weighed(
        self,
        article: Comparable,
        contenders: list[Contender],
        window: Window,
        similar: SimilarArticle | None,
    ) -> list[Standing]:
        """All at once, of whatever language: their rivals are looked up in one pass.

        Those are left out to whom the article is not among the best.
        """
        others = [contender.candidate.article for contender in contenders]
        returned = self.judged_alone(others, window, article.language, SHORTLIST)
        theirs = _most_similar(others, window)
        mine = _slot(article, similar)
        standings: list[Standing] = []
        for contender, back, own in zip(contenders, returned, theirs, strict=True):
            if window.holds(article) and all(one.article.id != article.id for one in _best(back)):
                continue
            other = contender.candidate.article
            slots = Slots(mine, _slot(other, own))
            rivals = contender.rival, _rival(back, article)
            standings.append(self._standing(article, contender.candidate, rivals, (similar, own), slots))
        return standings

    def _upper_bound(
        self, article: Comparable, candidate: Candidate, candidates: list[Candidate]
    ) -> UpperBound:
        """The bound with no rival on the candidate's side, and the most favourable similarities."""
        other, logit = candidate.article, candidate.logit
        weights = self._weights.views[view_of(article.features.sentence_count, other.features.sentence_count)]
        gaps = [gap_of(logit, _rival(candidates, other), weights), gap_of(logit, None, weights)]
        floor = weights.own_floor
        likeness = ((floor, floor), (1.0, floor), (1.0, 1.0))
        rows = [second_row(logit, gaps, own, weights.best_slots) for own in likeness]
        languages = pair_of(article.language, other.language)
        most = max(weights.second.logit(row, languages) for row in rows)
        return UpperBound(candidate, min(gaps), _probability(most), weights)

    def _pruned(self, article: Comparable, bound: UpperBound) -> ScoredPair:
        other = bound.candidate.article
        return ScoredPair(
            article_id=article.id,
            other_id=other.id,
            languages=(article.language, other.language),
            model=self._weights.model,
            score=bound.score,
            is_mutual=False,
            band="nothing",
            evidence=PairEvidence(rival_gap=bound.gap, conflicts=()),
        )

    def _standing(
        self,
        article: Comparable,
        candidate: Candidate,
        rivals: tuple[float | None, float | None],
        own: tuple[SimilarArticle | None, SimilarArticle | None],
        slots: Slots,
    ) -> Standing:
        other, logit = candidate.article, candidate.logit
        view = view_of(article.features.sentence_count, other.features.sentence_count)
        weights = self._weights.views[view]
        gaps = [gap_of(logit, rival, weights) for rival in rivals]
        likeness = [floored(weights.own_floor, similar.similarity if similar else None) for similar in own]
        row = second_row(logit, gaps, likeness, slots.columns(article, other))
        found = self._conflicts(article, other)
        says_nothing = view == "headline" and not found and is_generic(article, other)
        return Standing(other, view, row, found, slots, says_nothing)

    def _first_logit(self, article: Comparable, other: Comparable, window: Window) -> float:
        cached = window.first_logit(article, other)
        if cached is not None:
            return cached
        view = view_of(article.features.sentence_count, other.features.sentence_count)
        first = self._weights.views[view].first
        logit = first.logit(pair_columns(article, other), pair_of(article.language, other.language))
        if logit > LEAST_WEIGHED and are_other_news(self._conflicts(article, other)):
            logit = CONTRADICTED
        window.record_first_logit(article, other, logit)
        return logit

    def _scored(self, article: Comparable, standing: Standing) -> ScoredPair:
        other, weights = standing.other, self._weights.views[standing.view]
        logit = weights.second.logit(standing.columns, pair_of(article.language, other.language))
        score = _probability(logit)
        gap = float(min(standing.columns[1:3]))
        reasons = (
            evidence(article, other, standing.conflicts, gap, standing.slots.missing(article, other))
            if score >= weights.thresholds.least
            else None
        )
        may_link = (
            standing.may_link
            and reasons is not None
            and not reasons.is_one_place
            and standing.columns[0] >= weights.thresholds.alone
        )
        return ScoredPair(
            article_id=article.id,
            other_id=other.id,
            languages=(article.language, other.language),
            model=self._weights.model,
            score=score,
            is_mutual=standing.is_mutual,
            band=_band(score, standing, reasons, weights.thresholds, may_link=may_link),
            evidence=reasons or PairEvidence(rival_gap=gap, conflicts=standing.conflicts),
        )


def _band(
    score: float, standing: Standing, reasons: PairEvidence | None, thresholds: Thresholds, *, may_link: bool
) -> Band:
    """The band; of pairs that conflict an editor sees those alike in all but one figure."""
    if not standing.conflicts:
        return band(score, may_link=may_link, thresholds=thresholds)
    is_asked = (
        score >= thresholds.link
        and standing.is_mutual
        and is_one_figure(standing.conflicts)
        and reasons is not None
        and bool(reasons.quantities)
    )
    return "suggest" if is_asked else "nothing"


def _most_similar(articles: list[Comparable], window: Window) -> list[SimilarArticle | None]:
    """For each article the most similar of its own language; one search a language."""
    by_id: dict[str, SimilarArticle | None] = {}
    for language in {article.language for article in articles}:
        of_language = [article for article in articles if article.language == language]
        similar = window.most_similar(of_language, language)
        by_id |= zip((article.id for article in of_language), similar, strict=True)
    return [by_id[article.id] for article in articles]


def _slot(article: Comparable, similar: SimilarArticle | None) -> TermIndex:
    return slot_of(article, similar.article if similar else None)


def _best(candidates: list[Candidate]) -> list[Candidate]:
    return sorted(candidates, key=lambda candidate: (-candidate.logit, candidate.article.id))[:JUDGED]


def _probability(logit: float) -> float:
    return 1.0 / (1.0 + exp(-max(-60.0, min(60.0, logit))))


def _rival(candidates: list[Candidate], but: Comparable) -> float | None:
    """The best first logit of any other candidate."""
    others = (candidate.logit for candidate in candidates if candidate.article.id != but.id)
    return max(others, default=None)
