"""Arrivals of changes at several consumers: how long each took, and what one of them still lacks. Pure."""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

_MOST = 50_000  # articles of one consumer; the oldest are forgotten


@dataclass(frozen=True, slots=True)
class Arrival:
    """Change `seq` of an article, made `at` an instant."""

    article_id: str
    seq: int
    at: datetime


class Arrivals:
    """Arrivals since an instant at consumers by name.

    A consumer lacks what another of them got. A later change of the same article stands for the earlier
    ones, since a withdrawal takes the place of what was not delivered.
    """

    def __init__(self, consumers: Iterable[str], since: datetime) -> None:
        self._since = since
        self._highest = {consumer: OrderedDict[str, int]() for consumer in consumers}
        self._lacking = {consumer: OrderedDict[str, Arrival]() for consumer in self._highest}

    def arrived(self, consumer: str, arrival: Arrival, now: datetime) -> float | None:
        """The seconds that it took; None of one from before, or that came before."""
        article_id, seq = arrival.article_id, arrival.seq
        if arrival.at < self._since or self._highest[consumer].get(article_id, 0) >= seq:
            return None
        _keep(self._highest[consumer], article_id, seq)
        lacked = self._lacking[consumer].get(article_id)
        if lacked is not None and lacked.seq <= seq:
            del self._lacking[consumer][article_id]
        for other, lacking in self._lacking.items():
            known = lacking.get(article_id)
            if self._highest[other].get(article_id, 0) < seq and (known is None or known.seq < seq):
                # What is lacked longest counts, whatever followed it.
                since = arrival.at if known is None else known.at
                _keep(lacking, article_id, Arrival(article_id, seq, since))
        return max(0.0, (now - arrival.at).total_seconds())

    def waiting(self, consumer: str, now: datetime) -> float:
        """Seconds since the oldest change that this consumer lacks; 0 where it lacks none."""
        instants = (arrival.at for arrival in self._lacking[consumer].values())
        return max(0.0, max(((now - at).total_seconds() for at in instants), default=0.0))


_Value = TypeVar("_Value")


def _keep(kept: OrderedDict[str, _Value], key: str, value: _Value) -> None:
    kept[key] = value
    kept.move_to_end(key)
    if len(kept) > _MOST:
        kept.popitem(last=False)
