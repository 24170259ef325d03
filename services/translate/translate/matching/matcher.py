"""Matchers: articles in, features out; a newcomer and a window in, scored pairs out."""

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

from translate.matching.candidates.window import Window
from translate.matching.extraction import SENTENCES_EMBEDDED, Article, lexical_features, sentences_of
from translate.matching.feature_codec import rounded
from translate.matching.features import Features
from translate.matching.scoring.bands import ScoredPair
from translate.matching.scoring.judge import Judge
from translate.matching.scoring.similarity import DENSE, LEXICAL
from translate.matching.scoring.weights import Weights
from translate.matching.text.lexicon import Lexicon
from translate.matching.vectors.background import Background
from translate.matching.vectors.embedder import Embedder

_VERSION = "3"
"""Raised with every change of what features are or mean."""
LEXICAL_MODEL = f"lexical-{_VERSION}"


class Matcher(Protocol):
    """Matches articles that tell the same news.

    ``model`` names its weights and its embedder: features of another are not compared.
    """

    @property
    def model(self) -> str: ...

    def extract(self, articles: Sequence[Article]) -> list[Features]:
        """The costly step, in the articles' order. Pure: safe to run in a thread or a process."""
        ...

    def score(self, newcomer: Features, window: Window) -> list[ScoredPair]:
        """The newcomer's best candidates of each other language, likeliest first.

        The window is not changed, save that it remembers comparisons; the newcomer may be in it already.
        """
        ...

    def affected(self, newcomer: Features, window: Window) -> list[str]:
        """Ids of those whose own scores a newcomer, scored and in the window, may have changed."""
        ...

    def are_apart(self, article_id: str, other_id: str, window: Window) -> bool:
        """True if two articles of the window are other news, so that not even a third may link them."""
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

    def score(self, newcomer: Features, window: Window) -> list[ScoredPair]:
        return self._judge.score(newcomer, window)

    def affected(self, newcomer: Features, window: Window) -> list[str]:
        return self._judge.affected(newcomer, window)

    def are_apart(self, article_id: str, other_id: str, window: Window) -> bool:
        return self._judge.are_apart(article_id, other_id, window)


class HybridMatcher:
    """Compares sentence vectors too. Encoding leaves the interpreter's lock where its embedder does."""

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

    def score(self, newcomer: Features, window: Window) -> list[ScoredPair]:
        return self._judge.score(newcomer, window)

    def affected(self, newcomer: Features, window: Window) -> list[str]:
        return self._judge.affected(newcomer, window)

    def are_apart(self, article_id: str, other_id: str, window: Window) -> bool:
        return self._judge.are_apart(article_id, other_id, window)


def hybrid_model(embedder: Embedder) -> str:
    """Name of a hybrid matcher's model."""
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
            rounded(background.correct(vectors[start : start + count], article.language)),
        )
        for article, sentences, start, count in zip(articles, read, starts, counts, strict=False)
    ]
