"""Suspicion of a source: it sends ten times its usual, or old articles come back undated.

The desk is proposed a quarantine; nothing is done. What was created is noted in memory on an article's way,
and counted beside it every few seconds; a replica that dies takes seconds of counts with it.
"""

import hashlib
from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple, Protocol

import structlog

from newsroom.events.sources import SourceSuspected
from newsroom.runtime import metrics
from newsroom.runtime.clock import Clock
from newsroom.stores.periodic import Periodic
from newsroom.text.casing import folded

_log = structlog.get_logger(__name__)
_SECONDS_BETWEEN_COUNTS = 5.0
HOUR = 3600
HOURS = 14 * 24  # of the past that are remembered
_KNOWN_HOURS = 12  # with articles: before that a source has no usual rate
_TIMES, _LEAST = 10, 20
_RETURNED = 5
_MOST_NOTED = 20_000  # arrivals between two counts


class Arrived(NamedTuple):
    """An article that was created: its source, how its text begins, and whether it came without a date."""

    source: str
    beginning: str
    undated: bool

    @property
    def key(self) -> str:
        """The same for the same text, whatever its article is called."""
        return hashlib.sha256(" ".join(folded(self.beginning).split()).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class SourcePast:
    """Articles of a source by the hour they came in; and how many of them were old and came undated."""

    created: Mapping[int, int]
    returned: Mapping[int, int]


class SuspicionStore(Protocol):
    """Counts of each source, bounded. Calls raise StoreUnavailableError."""

    async def count(self, source: str, hour: int, arrived: Sequence[Arrived]) -> SourcePast:
        """Adds arrivals to an hour; the past with them in it."""
        ...

    async def suspect(self, suspicion: SourceSuspected) -> bool:
        """Emits a suspicion once an hour and source; whether this was the one."""
        ...


def suspicion_of(source: str, past: SourcePast, now: datetime) -> SourceSuspected | None:
    """The suspicion that the hour gives rise to, None where it is as any other. Pure."""
    hour = hour_of(now)
    count, returned = past.created.get(hour, 0), past.returned.get(hour, 0)
    usual = usual_rate(past, hour)
    is_flood = usual is not None and count >= max(_TIMES * usual, _LEAST)
    is_return = returned >= _RETURNED and 2 * returned >= count
    if not is_flood and not is_return:
        return None
    return SourceSuspected(
        source=source,
        number=round(now.timestamp() * 1000),
        kind="rate" if is_flood else "undated",
        count=count if is_flood else returned,
        usual=usual,
        since=datetime.fromtimestamp(hour * HOUR, UTC),
        suspected_at=now,
    )


def usual_rate(past: SourcePast, hour: int) -> float | None:
    """Articles in an hour in which any came, None where too few such hours are known.

    A source that sends once a day is measured by those hours, not by the silence between them.
    """
    earlier = [count for at, count in past.created.items() if hour - HOURS <= at < hour and count > 0]
    return sum(earlier) / len(earlier) if len(earlier) >= _KNOWN_HOURS else None


def hour_of(instant: datetime) -> int:
    """The number of an hour since 1970."""
    return int(instant.timestamp()) // HOUR


class SuspicionWatch:
    """Counts what was noted, and proposes a quarantine where the count is suspicious."""

    def __init__(self, store: SuspicionStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self.noted: deque[Arrived] = deque(maxlen=_MOST_NOTED)

    def task(self) -> Periodic:
        """The periodic count."""
        return Periodic("suspicions", _SECONDS_BETWEEN_COUNTS, self.look)

    async def look(self) -> None:
        """Counts once. Raises StoreUnavailableError."""
        arrived = defaultdict[str, list[Arrived]](list)
        while self.noted:
            article = self.noted.popleft()
            arrived[article.source].append(article)
        now = self._clock.now()
        for source, articles in arrived.items():
            past = await self._store.count(source, hour_of(now), articles)
            suspicion = suspicion_of(source, past, now)
            if suspicion is not None and await self._store.suspect(suspicion):
                metrics.SOURCES_SUSPECTED.labels(source=source, kind=suspicion.kind).inc()
                _log.warning(
                    "source.suspected",
                    source=source,
                    kind=suspicion.kind,
                    count=suspicion.count,
                    usual=suspicion.usual,
                )
