"""What any two sentences have in common, to be taken off before a likeness counts.

A sentence embedder puts every sentence of a language near every other, and some sentences (hubs) near everything.
Two corrections, neither of which looks at the candidates at hand (that would tell whether a counterpart is there):
the mean vector of each language is subtracted, and a sentence's likeness to the nearest of a fixed bank of
sentences in the other language is its *hubness*.
"""

from dataclasses import dataclass

import numpy as np

from .features import Embedded, Vectors

NEAREST = 8
"""The neighbours in the bank whose mean likeness is a sentence's hubness."""


@dataclass(frozen=True, slots=True)
class Background:
    """Mean vectors ``(width,)`` and banks of centred unit vectors ``(sentences, width)`` by language."""

    means: dict[str, Vectors]
    banks: dict[str, Vectors]

    def centred(self, vectors: Vectors, language: str) -> Vectors:
        """Unit vectors with what all of the language share taken off; of an unknown language, what all share."""
        mean = self.means.get(language)
        if mean is None:
            mean = np.mean(list(self.means.values()), axis=0)
        return unit(vectors - mean)

    def place(self, vectors: Vectors, language: str) -> Embedded:
        """An article's sentence vectors, centred, with their hubness towards each other language."""
        centred = self.centred(vectors, language)
        return Embedded(
            centred,
            {other: nearest(centred, bank) for other, bank in self.banks.items() if other != language},
        )


def nearest(vectors: Vectors, bank: Vectors) -> Vectors:
    """The mean likeness of each vector to its nearest neighbours in the bank: ``(len(vectors),)``."""
    likeness = vectors @ bank.T
    count = min(NEAREST, likeness.shape[1])
    return np.partition(likeness, -count, axis=1)[:, -count:].mean(axis=1)


def unit(vectors: Vectors) -> Vectors:
    """The vectors at length one."""
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
