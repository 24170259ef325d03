"""Every pair judged by weights that saw neither of its articles' groups."""

from random import Random
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from bench.linking.regression import Matrix, fit, logits
from translate.matching.scoring.weights import Regression

FOLDS = 6
Labels = npt.NDArray[np.bool_]
Groups = tuple[str, str]
_T = TypeVar("_T")


def cross_validated(
    rows: Matrix, pairs: list[str], labels: Labels, groups: list[Groups], ridge: float
) -> tuple[Regression, Matrix]:
    """The regression of everything, and each pair's logit by one that saw neither of its groups."""
    folds, found = _folds_of(groups), np.zeros(len(rows))
    for fold in range(FOLDS):
        learn, judge = (folds != fold).all(axis=1), folds[:, 0] == fold
        regression = fit(rows[learn], picked(pairs, learn), labels[learn], ridge)
        found[judge] = logits(regression, rows[judge], picked(pairs, judge))
    return fit(rows, pairs, labels, ridge), found


def picked(values: list[_T], chosen: Labels) -> list[_T]:
    """The values that are chosen."""
    return [value for value, is_chosen in zip(values, chosen, strict=True) if is_chosen]


def _folds_of(groups: list[Groups]) -> npt.NDArray[np.intp]:
    """The folds of both groups of each pair: ``(pairs, 2)``."""
    names = sorted({group for both in groups for group in both})
    Random(7).shuffle(names)
    fold = {name: at % FOLDS for at, name in enumerate(names)}
    return np.array([[fold[a], fold[b]] for a, b in groups])
