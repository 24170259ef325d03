"""Exact nearest-neighbour search by one matrix product: vectors of one language, in one growing array."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from translate.matching.features import Vectors


class VectorTable:
    """Unit vectors by article id; the last takes a removed one's row."""

    def __init__(self, width: int) -> None:
        self._rows: Vectors = np.zeros((64, width), np.float32)
        self._ids: list[str] = []
        self._at: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, article_id: str, vector: npt.NDArray[np.float32]) -> None:
        if len(self._ids) == len(self._rows):
            self._rows = np.concatenate([self._rows, np.zeros_like(self._rows)])
        self._at[article_id] = len(self._ids)
        self._rows[len(self._ids)] = vector
        self._ids.append(article_id)

    def remove(self, article_id: str) -> None:
        at, last = self._at.pop(article_id), self._ids.pop()
        if last != article_id:
            self._rows[at] = self._rows[len(self._ids)]
            self._ids[at], self._at[last] = last, at

    def nearest(self, vectors: Vectors, count: int) -> list[list[tuple[str, float]]]:
        """For each of some vectors the ids of the nearest with their cosines, in no order.

        One pass over the table serves all of the vectors: the cost is that of reading the table.
        """
        if not self._ids:
            return [[] for _ in vectors]
        cosines = vectors @ self._rows[: len(self._ids)].T
        return [[(self._ids[at], float(row[at])) for at in _largest(row, count)] for row in cosines]


def _largest(row: npt.NDArray[np.float32], count: int) -> Iterable[int]:
    return np.argpartition(-row, count - 1)[:count].tolist() if len(row) > count else range(len(row))
