"""Bands of scored pairs: link, suggest or nothing; and the greedy assignment of links among them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import product
from typing import Literal

from translate.matching.scoring.evidence import PairEvidence
from translate.matching.scoring.weights import Thresholds

Band = Literal["link", "suggest", "nothing"]


@dataclass(frozen=True, slots=True)
class ScoredPair:
    """A pair with the calibrated probability that both tell the same, its band and its evidence.

    ``article_id`` is the newcomer's, ``other_id`` the candidate's; ``is_mutual`` is true where each is the
    other's best in its language.
    """

    article_id: str
    other_id: str
    languages: tuple[str, str]
    model: str
    score: float
    is_mutual: bool
    band: Band
    evidence: PairEvidence

    @property
    def key(self) -> tuple[str, str]:
        """Both ids in order, whichever article came last."""
        first, second = sorted((self.article_id, self.other_id))
        return first, second


def band(score: float, *, may_link: bool, thresholds: Thresholds) -> Band:
    """The band of a pair; one that may not link, whatever its score, is for an editor."""
    if score >= thresholds.link and may_link:
        return "link"
    return "suggest" if score >= thresholds.suggest else "nothing"


def assign_links(
    scored: Iterable[ScoredPair], are_apart: Callable[[str, str], bool] = lambda _a, _b: False
) -> list[ScoredPair]:
    """The links to make when all pairs are known: greedy, best first, never two articles of a language in a
    story, nor two that are other news.

    The same in whatever order the pairs are given. Editors' decisions are the caller's to put first.
    """
    stories: dict[str, dict[str, str]] = {}
    links: list[ScoredPair] = []
    for pair in sorted(scored, key=lambda pair: (-pair.score, pair.key)):
        mine = stories.get(pair.article_id, {pair.languages[0]: pair.article_id})
        theirs = stories.get(pair.other_id, {pair.languages[1]: pair.other_id})
        if pair.band != "link" or not _may_join(mine, theirs):
            continue
        if any(are_apart(a, b) for a, b in product(mine.values(), theirs.values()) if {a, b} != {*pair.key}):
            continue
        joined = mine | theirs
        stories.update(dict.fromkeys(joined.values(), joined))
        links.append(pair)
    return links


def _may_join(mine: dict[str, str], theirs: dict[str, str]) -> bool:
    """True if two stories, articles by language, can be one."""
    return all(theirs.get(language, article) == article for language, article in mine.items())
