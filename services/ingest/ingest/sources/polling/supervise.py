"""The tasks that poll: a scout that sees which sources are due, and those who poll them."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import structlog

from ingest.sources.config.watched_file import WatchedFile
from ingest.sources.polling.poller import Poller, wanted
from ingest.sources.polling.report import Status, show_metrics, statuses
from ingest.sources.polling.store import Look, SourceStore, Wanted
from newsroom.runtime.clock import Clock
from newsroom.runtime.tasks import OwnedTasks
from newsroom.stores.errors import StoreUnavailableError

_log = structlog.get_logger(__name__)
AT_ONCE = 8  # polls of one process
_SECONDS_BETWEEN_LOOKS = 0.5
_SECONDS_BETWEEN_MEASURES = 5.0


@dataclass(slots=True)
class Polling:
    """Polls what is due, several at once, each source once at a time."""

    file: WatchedFile
    store: SourceStore
    poller: Poller
    clock: Clock
    may_take: Callable[[], bool]
    _due: asyncio.Queue[str] = field(default_factory=lambda: asyncio.Queue(AT_ONCE))
    _in_hand: dict[str, str] = field(default_factory=dict[str, str])  # by source, the host it waits for

    def start(self, tasks: OwnedTasks) -> None:
        """Begins to poll, where there is a file that says what."""
        if self.file.path is None:
            return
        tasks.start("sources", self.scout())
        tasks.start("sources-measured", self.measure())
        for number in range(AT_ONCE):
            tasks.start(f"sources-{number}", self.work())

    async def scout(self) -> None:
        """Looks for ever which sources are due, until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)

    async def measure(self) -> None:
        """Shows the sources as metrics, until cancelled."""
        while True:
            try:
                show_metrics(await self.statuses(), self.clock.now())
            except StoreUnavailableError as away:
                _log.warning("sources are not measured", reason=str(away))
            await asyncio.sleep(_SECONDS_BETWEEN_MEASURES)

    async def work(self) -> None:
        """Polls one source after the other, until cancelled."""
        while True:
            name = await self._due.get()
            try:
                await self.poll(name)
            finally:
                del self._in_hand[name]

    async def look(self) -> None:
        """Looks once, and hands on what is due as far as somebody is free."""
        await self.file.refresh()
        try:
            looks = await self.store.look(self._names())
        except StoreUnavailableError as away:
            _log.warning("sources wait", reason=str(away))
            return
        if not self.may_take():
            return  # nothing is asked for that could not be kept
        # By chance: those whose host is busy in another replica must not stand before all others for ever.
        for one in sorted(self._due_ones(looks), key=lambda _: self.poller.chance()):
            if not self._due.full() and one.host not in self._in_hand.values():
                self._in_hand[one.name] = one.host
                self._due.put_nowait(one.name)

    def _due_ones(self, looks: Mapping[str, Look]) -> Iterator[Wanted]:
        now = self.clock.now()
        for source in self.file.sources.file.sources:
            look, one = looks[source.name], wanted(source)
            if source.enabled and look.holder is None and look.is_due(one.fingerprint, now):
                yield one

    async def poll(self, name: str) -> None:
        """Polls a source if it still is one."""
        sources = self.file.sources
        source = sources.named(name)
        if source is None or not source.enabled:
            return
        try:
            await self.poller.poll(source, sources.secrets)
        except StoreUnavailableError as away:
            _log.warning("a poll was broken off", source=name, reason=str(away))

    async def statuses(self) -> list[Status]:
        """Every configured source as it is now. Raises StoreUnavailableError."""
        sources, names = self.file.sources, self._names()
        return statuses(sources, await self.store.look(names), await self.store.states(names))

    def _names(self) -> list[str]:
        return [source.name for source in self.file.sources.file.sources]
