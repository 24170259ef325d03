"""What to do with a scored pair."""

from dataclasses import dataclass
from typing import Literal

from .conflicts import Conflict
from .evidence import Evidence
from .weights import Thresholds

Band = Literal["link", "suggest", "nothing"]


@dataclass(frozen=True, slots=True)
class Scored:
    """A pair with the calibrated probability that both tell the same, what to do and why.

    ``article_id`` is the newcomer's, ``other_id`` the candidate's; ``is_mutual`` says that each is the other's best
    in its language.
    """

    article_id: str
    other_id: str
    languages: tuple[str, str]
    model: str
    score: float
    is_mutual: bool
    band: Band
    evidence: Evidence


def band(score: float, *, is_mutual: bool, conflicts: tuple[Conflict, ...], thresholds: Thresholds) -> Band:
    """The band of a pair: an exact conflict, or a better rival on either side, never links by itself."""
    if score >= thresholds.link and is_mutual and not conflicts:
        return "link"
    return "suggest" if score >= thresholds.suggest else "nothing"


def settle(scored: list[Scored]) -> list[Scored]:
    """The pairs to link when all are wished at once: best first, each article once for each other language.

    The newcomer's links must also agree with one another; who keeps stories checks that (one article a language).
    """
    taken: set[tuple[str, str]] = set()
    chosen: list[Scored] = []
    for pair in sorted(scored, key=lambda one: (-one.score, one.article_id, one.other_id)):
        mine, theirs = (pair.article_id, pair.languages[1]), (pair.other_id, pair.languages[0])
        if pair.band == "link" and mine not in taken and theirs not in taken:
            taken |= {mine, theirs}
            chosen.append(pair)
    return chosen
