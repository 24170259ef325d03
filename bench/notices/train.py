"""Trains the classifier of notices and writes its weights into the package.

    python -m bench.notices.train

Multinomial logistic regression with a ridge, by Adam over all rows at once: the same rows give the same
weights. Prints how it does on the held-out tables, which it never learns from. Under a minute.
"""

import json
from collections import Counter
from collections.abc import Sequence
from importlib.resources import files
from itertools import chain
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bench.notices.measure import measure
from bench.notices.rows import Row, training_rows
from ingest.formats.doubts.notice_model import Model, features, words_of

WEIGHTS = Path(str(files("ingest.formats.doubts").joinpath("notice_weights.json")))
LONGEST = 300  # characters of a place that are looked at
RIDGE = 0.6
STEPS = 150
FIRST_RATE, LAST_RATE = 0.08, 0.005
SEEN_LEAST = 3  # rows that a feature must be in
LEAST_WEIGHT = 0.04  # less than this is not worth its place in the file


def train(rows: Sequence[Row]) -> Model:
    """Fits the weights of both kinds against news."""
    of_rows = [features(words_of(row.text[:LONGEST]), row.where) for row in rows]
    seen = Counter(chain.from_iterable(of_rows))
    numbers = {name: n for n, name in enumerate(sorted(name for name in seen if seen[name] >= SEEN_LEAST))}
    pairs = [(row, numbers[name]) for row, names in enumerate(of_rows) for name in names if name in numbers]
    at_row, at_feature = np.array(pairs).T
    right = np.array([[row.kind == "embargo", row.kind == "kill"] for row in rows], dtype=float)
    counted = np.array([row.weight for row in rows])
    counted = (counted / counted.mean())[:, None]
    weights = np.zeros((len(numbers), 2))
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        wrong = (_likelihoods(weights, at_row, at_feature, len(rows)) - right) * counted
        gradient = _summed(wrong[at_row], at_feature, len(numbers)) + RIDGE * weights
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.99 * square + 0.01 * gradient**2
        rate = FIRST_RATE * (1 - step / STEPS) + LAST_RATE
        weights -= rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    return Model(
        {
            name: (round(float(weights[n, 0]), 2), round(float(weights[n, 1]), 2))
            for name, n in numbers.items()
            if np.abs(weights[n]).max() >= LEAST_WEIGHT
        }
    )


def _likelihoods(
    weights: npt.NDArray[np.float64],
    at_row: npt.NDArray[np.int64],
    at_feature: npt.NDArray[np.int64],
    rows: int,
) -> npt.NDArray[np.float64]:
    scores = _summed(weights[at_feature], at_row, rows)
    most = np.maximum(scores.max(axis=1), 0)[:, None]
    odds = np.exp(scores - most)
    likelihoods: npt.NDArray[np.float64] = odds / (odds.sum(axis=1, keepdims=True) + np.exp(-most))
    return likelihoods


def _summed(values: npt.NDArray[np.float64], at: npt.NDArray[np.int64], size: int) -> npt.NDArray[np.float64]:
    return np.stack([np.bincount(at, values[:, column], size) for column in range(values.shape[1])], axis=1)


def main() -> None:
    rows = training_rows()
    print({kind: sum(row.kind == kind for row in rows) for kind in ("embargo", "kill", "news")}, "rows")
    model = train(rows)
    lines = (f"{json.dumps(name, ensure_ascii=False)}:{list(model.weights[name])}" for name in model.weights)
    WEIGHTS.write_text("{" + ",\n".join(lines) + "}\n", "utf-8")
    print(len(model.weights), "features,", WEIGHTS.stat().st_size // 1024, "kB")
    measure(model)


if __name__ == "__main__":
    main()
