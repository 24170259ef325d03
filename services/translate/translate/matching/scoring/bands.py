"""What to do with scored pairs: one by one, then all together."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from translate.matching.scoring.evidence import Evidence
from translate.matching.scoring.weights import Thresholds

Band = Literal["link", "suggest", "nothing"]


@dataclass(frozen=True, slots=True)
class Scored:
    """A pair with the calibrated probability that both tell the same, what to do and why.

    ``article_id`` is the newcomer's, ``other_id`` the candidate's; ``is_mutual`` says that each is the
    other's best in its language.
    """

    article_id: str
    other_id: str
    languages: tuple[str, str]
    model: str
    score: float
    is_mutual: bool
    band: Band
    evidence: Evidence

    @property
    def key(self) -> tuple[str, str]:
        """The pair, whichever side came last."""
        first, second = sorted((self.article_id, self.other_id))
        return first, second


def band(score: float, *, may_link: bool, thresholds: Thresholds) -> Band:
    """The band of a pair; one that may not link, whatever its score, is for a person."""
    if score >= thresholds.link and may_link:
        return "link"
    return "suggest" if score >= thresholds.suggest else "nothing"


def settle(scored: Iterable[Scored]) -> list[Scored]:
    """The links to make when all pairs are known: best first, and never two articles of a language in a
    story.

    The same whatever the order in which the pairs are given. What an editor decided is the caller's to put
    first.
    """
    stories: dict[str, dict[str, str]] = {}
    chosen: list[Scored] = []
    for pair in sorted(scored, key=lambda one: (-one.score, one.key)):
        mine = stories.get(pair.article_id, {pair.languages[0]: pair.article_id})
        theirs = stories.get(pair.other_id, {pair.languages[1]: pair.other_id})
        if pair.band != "link" or not _may_join(mine, theirs):
            continue
        joined = mine | theirs
        stories.update(dict.fromkeys(joined.values(), joined))
        chosen.append(pair)
    return chosen


def _may_join(mine: dict[str, str], theirs: dict[str, str]) -> bool:
    """Whether two stories, articles by language, can be one."""
    return all(theirs.get(language, article) == article for language, article in mine.items())
