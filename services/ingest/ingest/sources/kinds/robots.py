"""robots.txt: whether a page may be read, and how long to wait between two."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from protego import Protego
from yarl import URL

from ingest.fetching.fetcher import PRODUCT, Fetcher
from ingest.fetching.outcomes import Failed, FailureKind, Fetched, Outcome
from newsroom.runtime.clock import Clock

_KEPT = timedelta(hours=12)
_KEPT_FAILURE = timedelta(minutes=5)
_MOST_SITES = 1000
_LONGEST_DELAY = 30.0  # seconds; a site that wants longer between two pages is read by fewer a poll
_READ = 500_000  # bytes: what RFC 9309 asks to be read at least
# A server that has none allows all; while it fails, nothing is allowed (RFC 9309, 2.3.1).
_NO_RULES = frozenset({FailureKind.REFUSED, FailureKind.GONE})


@dataclass(frozen=True, slots=True)
class Permission:
    """The permission to read a page; `unknown` where that cannot be told now. `delay` is in seconds."""

    allowed: bool
    delay: float = 0.0
    unknown: str | None = None


@dataclass(frozen=True, slots=True)
class _Site:
    """A site's rules, or why they could not be read."""

    rules: Protego | None
    failure: str | None
    until: datetime


@dataclass(slots=True)
class Robots:
    """Cache of the sites' robots.txt, for some hours; bounded, the oldest goes first."""

    clock: Clock
    _sites: dict[str, _Site] = field(default_factory=dict[str, _Site])

    async def permission(self, url: str, fetcher: Fetcher) -> Permission:
        site = await self._site(URL(url), fetcher)
        if site.rules is None:
            return Permission(allowed=False, unknown=site.failure)
        delay = site.rules.crawl_delay(PRODUCT) or 0.0
        return Permission(site.rules.can_fetch(url, PRODUCT), min(float(delay), _LONGEST_DELAY))

    async def _site(self, url: URL, fetcher: Fetcher) -> _Site:
        origin = str(url.origin())
        known = self._sites.get(origin)
        if known is not None and known.until > self.clock.now():
            return known
        site = _read(await fetcher.get(str(url.origin() / "robots.txt")), self.clock.now())
        self._sites.pop(origin, None)
        self._sites[origin] = site
        while len(self._sites) > _MOST_SITES:
            self._sites.pop(next(iter(self._sites)))
        return site


def _read(outcome: Outcome, now: datetime) -> _Site:
    match outcome:
        case Fetched(content=content):
            text = content[:_READ].decode("utf-8", "replace")
            return _Site(Protego.parse(text), None, now + _KEPT)
        case Failed(kind=kind, detail=detail) if kind not in _NO_RULES:
            return _Site(None, f"robots.txt: {detail}", now + _KEPT_FAILURE)
        case _:
            return _Site(Protego.parse(""), None, now + _KEPT)
