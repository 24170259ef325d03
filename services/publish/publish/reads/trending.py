"""Topics of the moment: tags that rose in the last hours against their own past.

A topic's stories in the recent window are compared with what its own rate over the days before would give,
by the shrunk observed-to-expected ratio of Norén, Hopstadius and Bate ("Shrinkage observed-to-expected
ratios for robust and transparent large-scale pattern discovery", Stat. Methods Med. Res. 22(1), 2013):

    ratio = log2((recent + ½) / (expected + ½))

and ranked by the lower end of its 95 % interval, in the authors' closed form. So a tag that is merely
frequent is not there, one seen twice does not beat one that is everywhere of a sudden, and nothing is
divided by zero. Stories are counted, not articles: a translation is not news twice. Tags alone are
topics; a category is too coarse to be one of the moment.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

RECENT = timedelta(hours=6)
PAST = timedelta(days=7)
_SHARE = RECENT / PAST
_SHRINKAGE = 0.5


@dataclass(frozen=True, slots=True)
class TopicCount:
    """Number of stories that bear a tag: within RECENT, and within PAST before that."""

    id: str
    label: str
    recent: int
    past: int


@dataclass(frozen=True, slots=True)
class Trend:
    """A topic that rose. `expected` stories by its own past, `recent` came; `score` orders topics."""

    id: str
    label: str
    score: float
    recent: int
    expected: float


@dataclass(frozen=True, slots=True)
class Windows:
    """Windows of counting at an instant: past from `start`, recent from `turn`, up to `end`."""

    start: datetime
    turn: datetime
    end: datetime

    @classmethod
    def at(cls, now: datetime) -> "Windows":
        return cls(now - RECENT - PAST, now - RECENT, now)


def trending(counts: Iterable[TopicCount], limit: int) -> list[Trend]:
    """Topics above their own past, the surest rise first; equal ones by what came, then by id."""
    trends = (_trend(count) for count in counts)
    rose = [trend for trend in trends if trend.recent > trend.expected]
    return sorted(rose, key=lambda trend: (-trend.score, -trend.recent, trend.id))[:limit]


def _trend(count: TopicCount) -> Trend:
    expected = count.past * _SHARE
    score = surely_above(count.recent, expected)
    return Trend(count.id, count.label, round(score, 3), count.recent, round(expected, 3))


def surely_above(observed: int, expected: float) -> float:
    """The lower end of the ratio's 95 % interval, in doublings: above 0, the rise is hardly chance."""
    shrunk = observed + _SHRINKAGE
    ratio = math.log2(shrunk / (expected + _SHRINKAGE))
    return ratio - 3.3 / math.sqrt(shrunk) - 2 / (shrunk * math.sqrt(shrunk))
