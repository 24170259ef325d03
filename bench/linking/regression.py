"""Logistic regression, small enough to read: Newton's method with a ridge."""

import numpy as np
import numpy.typing as npt

from translate.matching.scoring.weights import Regression

Matrix = npt.NDArray[np.float64]
_STEPS = 50


def fit(rows: Matrix, pairs: list[str], labels: npt.NDArray[np.bool_], ridge: float) -> Regression:
    """Weights of the columns and one for each pair of languages; columns are scaled for the ridge's sake
    only.
    """
    names = sorted(set(pairs))
    spread = np.maximum(rows.std(axis=0), 1e-6)
    mean = rows.mean(axis=0)
    onehot = np.array([[pair == name for name in names] for pair in pairs], dtype=np.float64)
    design = np.hstack([(rows - mean) / spread, onehot, np.ones((len(rows), 1))])
    penalty = np.full(design.shape[1], ridge)
    penalty[-1] = 1e-6
    solution = _newton(design, labels.astype(np.float64), penalty)
    columns = solution[: rows.shape[1]] / spread
    base = float(solution[-1] - columns @ mean)
    return Regression(
        columns, {name: base + float(solution[rows.shape[1] + at]) for at, name in enumerate(names)}
    )


def logits(regression: Regression, rows: Matrix, pairs: list[str]) -> Matrix:
    """The regression's logit of every row."""
    found: Matrix = rows @ regression.columns + np.array([regression.languages[pair] for pair in pairs])
    return found


def _newton(design: Matrix, labels: Matrix, penalty: Matrix) -> Matrix:
    solution = np.zeros(design.shape[1])
    for _ in range(_STEPS):
        chance = 1.0 / (1.0 + np.exp(-np.clip(design @ solution, -30, 30)))
        gradient = design.T @ (labels - chance) - penalty * solution
        weight = np.maximum(chance * (1.0 - chance), 1e-6)
        step = np.linalg.solve(design.T @ (design * weight[:, None]) + np.diag(penalty), gradient)
        solution += np.clip(step, -2, 2)
        if float(np.abs(step).max()) < 1e-5:
            break
    return solution
