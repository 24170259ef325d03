"""The supervisor of polling: dispatches the sources that are due to workers, each under its lease."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import structlog

from ingest.sources.config.watched_file import WatchedFile
from ingest.sources.polling.lease import LeaseRequest, LeaseStatus, SourceStore
from ingest.sources.polling.poller import Poller, lease_request
from ingest.sources.polling.report import SourceStatus, set_gauges, statuses
from newsroom.runtime.clock import Clock
from newsroom.runtime.tasks import OwnedTasks
from newsroom.stores.errors import StoreUnavailableError
from newsroom.stores.periodic import Periodic

_log = structlog.get_logger(__name__)
AT_ONCE = 8  # polls of one process
_SECONDS_BETWEEN_DISPATCHES = 0.5
_SECONDS_BETWEEN_MEASURES = 5.0


@dataclass(slots=True)
class PollSupervisor:
    """Polls what is due, several at once, each source once at a time."""

    file: WatchedFile
    store: SourceStore
    poller: Poller
    clock: Clock
    may_take: Callable[[], bool]
    _due: asyncio.Queue[str] = field(default_factory=lambda: asyncio.Queue(AT_ONCE))
    _in_hand: dict[str, str] = field(default_factory=dict[str, str])  # by source, the host it waits for

    def start(self, tasks: OwnedTasks) -> None:
        """Begins to poll, where there is a file of sources."""
        if self.file.path is None:
            return
        for periodic in (
            Periodic("sources.dispatch", _SECONDS_BETWEEN_DISPATCHES, self.dispatch),
            Periodic("sources.measure", _SECONDS_BETWEEN_MEASURES, self.measure),
        ):
            tasks.start(periodic.name, periodic.run())
        for number in range(AT_ONCE):
            tasks.start(f"sources.worker-{number}", self.work())

    async def dispatch(self) -> None:
        """Hands the sources that are due on, as far as a worker is free. Raises StoreUnavailableError."""
        await self.file.refresh()
        leases = await self.store.lease_statuses(self._names())
        if not self.may_take():
            return  # nothing is asked for that could not be kept
        # By chance: those whose host is busy in another replica must not stand before all others for ever.
        for request in sorted(self._due_requests(leases), key=lambda _: self.poller.chance()):
            if not self._due.full() and request.host not in self._in_hand.values():
                self._in_hand[request.name] = request.host
                self._due.put_nowait(request.name)

    async def measure(self) -> None:
        """Sets the sources' metrics. Raises StoreUnavailableError."""
        set_gauges(await self.statuses(), self.clock.now())

    async def work(self) -> None:
        """Polls one source after the other, until cancelled."""
        while True:
            name = await self._due.get()
            try:
                await self.poll(name)
            finally:
                del self._in_hand[name]

    async def poll(self, name: str) -> None:
        """Polls a source if it still is one."""
        sources = self.file.sources
        source = sources.named(name)
        if source is None or not source.enabled:
            return
        try:
            await self.poller.poll(source, sources.secrets)
        except StoreUnavailableError as error:
            _log.warning("source.poll_broken_off", source=name, reason=str(error))

    async def statuses(self) -> list[SourceStatus]:
        """Every configured source as it is now. Raises StoreUnavailableError."""
        sources, names = self.file.sources, self._names()
        return statuses(sources, await self.store.lease_statuses(names), await self.store.states(names))

    def _due_requests(self, leases: Mapping[str, LeaseStatus]) -> Iterator[LeaseRequest]:
        now = self.clock.now()
        for source in self.file.sources.file.sources:
            lease, request = leases[source.name], lease_request(source)
            if source.enabled and lease.holder is None and lease.is_due(request.fingerprint, now):
                yield request

    def _names(self) -> list[str]:
        return [source.name for source in self.file.sources.file.sources]
