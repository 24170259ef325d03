"""Trained weights: from the similarity of two articles to the probability that they tell the same.

Two logistic regressions, one after the other, for each view of a pair (headlines only, a few sentences,
whole articles). The first judges the pair alone. The second weighs that against the pair's rivals: how much
better it is than the next best on either side, and how similar each article is to others of its own language.
``bench/linking/train.py`` writes them.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from translate.matching.scoring.slots import SLOT_COLUMNS, SLOT_RANGE
from translate.matching.shipped import NotTrainedError, shipped_file

Row = npt.NDArray[np.float64]
View = Literal["headline", "short", "full"]
VIEWS: tuple[View, ...] = ("headline", "short", "full")
SECOND = (
    "alone", "gap_min", "gap_max", "own_likeness_max", "own_likeness_min",
    "alone_if_unlikely", "gap_if_small", *SLOT_COLUMNS,
)  # fmt: skip
"""The same from either end. The two before the slots' bend the lines: no margin makes up for a pair unlikely
alone.
"""
SMALL_GAP = 2.0
GAP_RANGE = (-6.0, 12.0)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Probabilities: from ``link`` on a pair is linked by itself, from ``suggest`` on an editor is asked.

    ``suggest`` may be the higher: of pairs that may not be linked, whatever their score, editors see few.
    ``alone`` is the first judgement's logit from which on a pair may be linked by itself.
    """

    link: float
    suggest: float
    alone: float = -2.0

    @property
    def least(self) -> float:
        """The probability below which nothing comes of a pair."""
        return min(self.link, self.suggest)


@dataclass(frozen=True, slots=True)
class Regression:
    """A weight for each column and one for each pair of languages; an unknown pair takes their mean."""

    columns: Row
    languages: dict[str, float]

    def logit(self, row: Row, languages: str) -> float:
        """The log odds of a row of columns for a pair of languages."""
        offset = self.languages.get(languages)
        if offset is None:
            offset = sum(self.languages.values()) / len(self.languages)
        return float(self.columns @ row) + offset


@dataclass(frozen=True)
class ViewWeights:
    """``rival_floor`` and ``own_floor`` stand in where a window holds too few to compare with."""

    first: Regression
    second: Regression
    rival_floor: float
    own_floor: float
    thresholds: Thresholds

    @cached_property
    def best_slots(self) -> Row:
        """The slots' columns that are most in favour of a pair, whatever they may be: for an upper bound."""
        weights = self.second.columns[-len(SLOT_COLUMNS) :]
        chosen = [
            high if weight > 0 else low for weight, (low, high) in zip(weights, SLOT_RANGE, strict=True)
        ]
        return np.array(chosen)


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of one model, by view."""

    model: str
    columns: tuple[str, ...]
    views: dict[View, ViewWeights]


def view_of(sentences_mine: int, sentences_theirs: int) -> View:
    """The view of a pair, by its shorter article."""
    fewest = min(sentences_mine, sentences_theirs)
    return "headline" if fewest == 1 else "short" if fewest <= 3 else "full"


def pair_of(language: str, other: str) -> str:
    """A pair of languages by one name, whichever comes first."""
    return "-".join(sorted((language, other)))


def gap_of(logit: float, rival: float | None, weights: ViewWeights) -> float:
    """The margin of a pair over its rival; in a nearly empty window any pair has the usual rival."""
    low, high = GAP_RANGE
    return min(max(logit - floored(weights.rival_floor, rival), low), high)


def second_row(logit: float, gaps: Sequence[float], likeness: Sequence[float], slots: Row) -> Row:
    """The columns of ``SECOND``; gaps and likeness in any order."""
    least, most = min(gaps), max(gaps)
    return np.array(
        [logit, least, most, max(likeness), min(likeness), min(logit, 0.0), min(least, SMALL_GAP), *slots]
    )


def floored(floor: float, value: float | None) -> float:
    """The value, or the floor where it is lower or missing."""
    return floor if value is None else max(value, floor)


def load(model: str, columns: tuple[str, ...]) -> Weights:
    """The shipped weights of a model; raises :class:`NotTrainedError` where none are for these columns."""
    file = shipped_file(f"weights-{model}.json")
    if not file.is_file():
        raise NotTrainedError(f"no weights for {model}")
    written = json.loads(file.read_text("utf-8"))
    if tuple(written["columns"]) != columns:
        raise NotTrainedError(f"the weights for {model} are of other columns")
    return Weights(written["model"], columns, {view: _view(written["views"][view]) for view in VIEWS})


def dump(weights: Weights) -> str:
    """The weights as ``load`` reads them."""
    views = {name: _view_written(view) for name, view in weights.views.items()}
    return json.dumps({"model": weights.model, "columns": weights.columns, "views": views}, indent=1) + "\n"


def _view(written: dict[str, Any]) -> ViewWeights:
    return ViewWeights(
        _regression(written["first"]),
        _regression(written["second"]),
        written["rival_floor"],
        written["own_floor"],
        Thresholds(**written["thresholds"]),
    )


def _regression(written: dict[str, Any]) -> Regression:
    return Regression(np.array(written["columns"], dtype=np.float64), written["languages"])


def _view_written(view: ViewWeights) -> dict[str, Any]:
    return {
        "first": _regression_written(view.first),
        "second": _regression_written(view.second),
        "rival_floor": round(view.rival_floor, 4),
        "own_floor": round(view.own_floor, 4),
        "thresholds": {
            "link": round(view.thresholds.link, 5),
            "suggest": round(view.thresholds.suggest, 5),
            "alone": round(view.thresholds.alone, 2),
        },
    }


def _regression_written(regression: Regression) -> dict[str, Any]:
    return {
        "columns": [round(float(weight), 5) for weight in regression.columns],
        "languages": {pair: round(weight, 5) for pair, weight in regression.languages.items()},
    }
