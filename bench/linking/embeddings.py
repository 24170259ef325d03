"""Embeddings kept on disk between runs: the same sentence need not be encoded twice."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from translate.matching.features import Vectors
from translate.matching.vectors.embedder import Embedder


class Remembered:
    """An embedder that asks another only for what it has not met; ``save`` writes what it has."""

    def __init__(self, embedder: Embedder, folder: Path | None) -> None:
        self._embedder = embedder
        self._path = folder / f"{embedder.model}.npz" if folder else None
        self._known: dict[str, Vectors] = {}
        if self._path and self._path.exists():
            with np.load(self._path, allow_pickle=False) as stored:
                self._known = dict(zip(stored["texts"].tolist(), stored["vectors"], strict=True))

    @property
    def model(self) -> str:
        return self._embedder.model

    def embed(self, texts: Sequence[str]) -> Vectors:
        unknown = [text for text in dict.fromkeys(texts) if text not in self._known]
        if unknown:
            self._known.update(zip(unknown, self._embedder.embed(unknown), strict=True))
        return np.stack([self._known[text] for text in texts])

    def save(self) -> None:
        if self._path:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            np.savez(
                self._path, texts=np.array(list(self._known)), vectors=np.stack(list(self._known.values()))
            )
