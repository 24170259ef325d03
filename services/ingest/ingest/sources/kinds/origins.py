"""Origins of the sources of each kind, put together for one visit."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from ingest.content.language import Rank
from ingest.fetching.credentials import Credentials
from ingest.fetching.fetcher import Fetcher, fetching
from ingest.fetching.gate import HostGate
from ingest.fetching.limits import Limits
from ingest.sources.config.models import (
    AnySource,
    FolderSource,
    MailSource,
    PageSource,
    SitemapSource,
    WebSource,
)
from ingest.sources.config.watched_file import WatchedFile
from ingest.sources.kinds.feed import FeedOrigin
from ingest.sources.kinds.folder import FolderOrigin, StabilityTracker
from ingest.sources.kinds.intake import DocumentPipeline, SourceIntake
from ingest.sources.kinds.linked_pages import PageFollower
from ingest.sources.kinds.mailbox import MailOrigin
from ingest.sources.kinds.page import PageOrigin
from ingest.sources.kinds.robots import Robots
from ingest.sources.kinds.rules import Rules
from ingest.sources.kinds.sitemap import SitemapOrigin
from ingest.sources.polling.visit import Origin
from newsroom.http.fetch_guard import Guard
from newsroom.runtime.clock import Clock


@dataclass(slots=True)
class Origins:
    """The memory that outlives a visit: busy hosts, rules of robots.txt, files that are being written."""

    file: WatchedFile
    pipeline: DocumentPipeline
    rank: Rank
    clock: Clock
    robots: Robots
    gate: HostGate = field(default_factory=HostGate)
    _trackers: dict[str, StabilityTracker] = field(default_factory=dict[str, StabilityTracker])

    @asynccontextmanager
    async def of(self, source: AnySource) -> AsyncGenerator[Origin]:
        """A source's origin, for one visit."""
        rules, secrets = Rules.of(source, self.rank), self.file.sources.secrets
        intake = SourceIntake(self.pipeline, source, rules, secrets)
        match source:
            case FolderSource():
                tracker = self._trackers.setdefault(source.name, StabilityTracker(self.clock))
                yield FolderOrigin(source, intake, tracker)
            case MailSource():
                yield MailOrigin(source, intake, self._guard(source.allow_hosts))
            case _:
                async with self._fetcher(source) as fetcher:
                    yield self._web(source, fetcher, intake)

    def _web(self, source: WebSource, fetcher: Fetcher, intake: SourceIntake) -> Origin:
        follower = PageFollower(fetcher, self.robots, intake)
        match source:
            case SitemapSource():
                return SitemapOrigin(source, fetcher, intake, follower, self.clock)
            case PageSource():
                return PageOrigin(source, fetcher, intake, follower, self.robots)
            case _:
                return FeedOrigin(source, fetcher, intake, follower if source.pages else None)

    @asynccontextmanager
    async def _fetcher(self, source: WebSource) -> AsyncGenerator[Fetcher]:
        limits = Limits(
            wire=source.max_bytes,
            content=source.max_bytes,
            total=source.timeout,
            silence=min(source.timeout, Limits().silence),
            connect=min(source.timeout, Limits().connect),
        )
        credentials = Credentials.of(source.url, source.headers)
        agent = self.file.sources.file.user_agent
        guard = self._guard(source.allow_hosts)
        async with fetching(guard, self.gate, self.clock, limits, credentials, agent) as fetcher:
            yield fetcher

    def _guard(self, own: tuple[str, ...]) -> Guard:
        return Guard(frozenset({*own, *self.file.sources.file.allow_hosts}))
