"""Corrections of sentence vectors: mean-centring by language, and hubness against a fixed bank.

A sentence embedder puts every sentence of a language near every other, and some sentences (hubs) near
everything. Neither correction looks at the candidates at hand, which would reveal if a counterpart is among
them: the mean vector of each language is subtracted, and a sentence's mean similarity to its nearest in a
bank of sentences of the other language is its *hubness*, to be taken off (as in CSLS, Conneau et al. 2018).
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from translate.matching.features import SentenceVectors, Vectors
from translate.matching.shipped import NotTrainedError, shipped_file

NEAREST = 8
"""The neighbours in the bank whose mean similarity is a sentence's hubness."""


@dataclass(frozen=True, slots=True)
class Background:
    """Mean vectors ``(width,)`` and banks of centred unit vectors ``(sentences, width)`` by language."""

    means: dict[str, Vectors]
    banks: dict[str, Vectors]

    def centred(self, vectors: Vectors, language: str) -> Vectors:
        """Unit vectors less their language's mean; of an unknown language, less the mean of all means."""
        mean = self.means.get(language)
        if mean is None:
            mean = np.mean(list(self.means.values()), axis=0)
        return unit(vectors - mean)

    def correct(self, vectors: Vectors, language: str) -> SentenceVectors:
        """An article's sentence vectors, centred, with their hubness towards each other language."""
        centred = self.centred(vectors, language)
        return SentenceVectors(
            centred,
            {
                other: mean_of_nearest(centred, bank)
                for other, bank in self.banks.items()
                if other != language
            },
        )


def mean_of_nearest(vectors: Vectors, bank: Vectors) -> Vectors:
    """The mean cosine of each vector with its nearest neighbours in the bank: ``(len(vectors),)``."""
    cosines = vectors @ bank.T
    count = min(NEAREST, cosines.shape[1])
    hubness: Vectors = np.partition(cosines, -count, axis=1)[:, -count:].mean(axis=1)
    return hubness


def unit(vectors: Vectors) -> Vectors:
    """The vectors at length one."""
    normed: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return normed


def load(model: str) -> Background:
    """The shipped background of an embedder's model; raises :class:`NotTrainedError` where there is none."""
    file = shipped_file(f"background-{model}.npz")
    if not file.is_file():
        raise NotTrainedError(f"no background for {model}")
    with file.open("rb") as opened, np.load(opened, allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in stored.files}
    return Background(
        means={
            name.removeprefix("mean_"): array for name, array in arrays.items() if name.startswith("mean_")
        },
        banks={
            name.removeprefix("bank_"): unit(array.astype(np.float32))
            for name, array in arrays.items()
            if name.startswith("bank_")
        },
    )


def save(background: Background, path: Path) -> None:
    """Writes a background as ``load`` reads it, the banks at a byte a number."""
    means = {f"mean_{language}": mean.astype(np.float32) for language, mean in background.means.items()}
    banks = {
        f"bank_{language}": np.rint(127.0 * bank / np.abs(bank).max(axis=1, keepdims=True)).astype(np.int8)
        for language, bank in background.banks.items()
    }
    tables: dict[str, Any] = {**means, **banks}
    np.savez_compressed(path, **tables)
