"""Dispatcher: under a lease, distributes the live log among the subscriptions and saves their progress."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from dataclasses import dataclass
from typing import Any

import structlog

from newsroom.live import LiveEntry
from newsroom.runtime.clock import Clock
from newsroom.runtime.tasks import InsistentTaskGroup
from newsroom.stores.errors import StoreUnavailableError
from newsroom.streams.cursor import Cursor
from publish.log.live_reader import live_entry
from publish.subscriptions.deliver import Courier, WebhookTransport
from publish.subscriptions.feed import LogFeed
from publish.subscriptions.feed_plan import FeedPlan
from publish.subscriptions.model import Progress, State, Subscription
from publish.subscriptions.outbox import DispatchContext, Outbox, Transport
from publish.subscriptions.plan import Plan
from publish.subscriptions.ports import DispatchLease, DispatchStore, LogPages
from publish.subscriptions.render import Renderer
from publish.subscriptions.schedule import Schedule
from publish.subscriptions.stream_outbox import StreamOutbox, SubscriptionStreams
from publish.subscriptions.topic_index import TopicIndex

_log = structlog.get_logger(__name__)
LEASE_SECONDS = 10.0
_RENEW, _FLUSH, _FLUSH_ALL = 1.0, 0.25, 15.0  # seconds
_CANDIDATE = 1.0  # seconds between attempts to take the lease
_OUTAGE = 1.0  # seconds
_PAGE = 32
_SAVED_AT_ONCE = 50  # outboxes looked at without a pause
_LOADED = 200  # subscriptions read at once
_WRITTEN = 500  # attempts written at once
_FAREWELL = 3.0  # seconds to save what is known at the end

Nap = Callable[[float], Awaitable[None]]


class LeaseLostError(Exception):
    """Another replica delivers now."""


@dataclass(frozen=True, slots=True)
class Ports:
    """Adapters of the dispatcher. `feeds` delivers to `websub` subscriptions.

    `intents` verifies, for as long as this replica delivers, what subscribers want of the feeds' hub.
    """

    store: DispatchStore
    lease: DispatchLease
    log: LogPages
    streams: SubscriptionStreams
    oldest_kept_ms: Callable[[], int]
    renderer: Renderer
    courier: Courier
    feed: LogFeed
    clock: Clock
    schedule: Schedule
    feeds: Transport
    intents: Callable[[], Coroutine[Any, Any, None]]


class Dispatcher:
    """Dispatcher of web hooks, one replica at a time by lease. `run` goes on for ever."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._changed = asyncio.Event()

    def changed(self) -> None:
        """Wakes it: a subscription was changed by this process."""
        self._changed.set()

    async def run(self) -> None:
        while True:
            try:
                token = await self._ports.lease.acquire()
                if token is not None:
                    await self._lead(token)
            except StoreUnavailableError as error:
                _log.warning("subscriptions.waiting", reason=str(error))
            await self._nap(_CANDIDATE)

    async def _lead(self, token: int) -> None:
        ports = self._ports
        head = await ports.lease.head() or await ports.log.latest()
        leading = _Leading(ports, token, Cursor.parse(head), self._nap)
        ports.feed.follow(True)
        _log.info("subscriptions.leading", token=token)
        try:
            await leading.run()
        except* LeaseLostError:
            _log.warning("subscriptions.lease_lost", token=token)
        finally:
            ports.feed.follow(False)

    async def _nap(self, seconds: float) -> None:
        """Waits, or until a subscription is changed."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._changed.wait()
        self._changed.clear()


class _Leading:
    """The time of one lease: its outboxes, and the tasks that feed and save them."""

    def __init__(self, ports: Ports, token: int, head: Cursor, nap: Nap) -> None:
        self._ports = ports
        self._token = token
        self._nap = nap
        self._index = TopicIndex()
        self._outboxes: dict[str, Outbox | StreamOutbox] = {}
        self._revisions: dict[str, int] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._touched: set[str] = set()
        self._changes = -1
        self._is_begun, self._is_ending = False, False
        self._saved_head = head
        self._around = DispatchContext.of(
            ports.log, ports.renderer, ports.clock, ports.schedule, self._set_state, head
        )
        self._hooks = WebhookTransport(ports.courier, ports.renderer)
        self._group = InsistentTaskGroup()

    async def run(self) -> None:
        """Until the lease is lost or the task cancelled. Saves what is known at the end."""
        try:
            async with self._group:
                await self._load()
                self._group.create_task(self._keep(), name="subscriptions keep")
                await self._warn()
                self._group.create_task(self._distribute(), name="subscriptions distribute")
                self._group.create_task(self._save_often(), name="subscriptions save")
                self._group.create_task(self._ports.intents(), name="subscriptions verify intents")
        finally:
            self._is_ending = True
            with contextlib.suppress(StoreUnavailableError, TimeoutError):
                async with asyncio.timeout(_FAREWELL):
                    await self._save(everything=True)
                    await self._ports.lease.renew(self._token, str(self._saved_head))
                    await self._ports.lease.release(self._token)

    # The lease, and what owners change.

    async def _keep(self) -> None:
        """Renews the lease, and reads the subscriptions anew where their count of changes rose."""
        last_kept = self._ports.clock.monotonic()
        while True:
            try:
                changes = await self._ports.lease.renew(self._token, str(self._saved_head))
                if changes is None:
                    raise LeaseLostError
                last_kept = self._ports.clock.monotonic()
                if changes != self._changes:
                    await self._load()
                    self._changes = changes
            except StoreUnavailableError as error:
                _log.warning("subscriptions.waiting", reason=str(error))
                if self._ports.clock.monotonic() - last_kept > LEASE_SECONDS:
                    raise LeaseLostError from error
            await self._nap(_RENEW)

    async def _load(self) -> None:
        current = await self._ports.store.revisions()
        for subscription_id in set(self._outboxes) - set(current):
            self._forget(subscription_id)
        for subscription_id in await self._ports.streams.names() - set(current):
            await self._ports.streams.delete(subscription_id)
        stale = [name for name, revision in current.items() if self._revisions.get(name) != revision]
        for start in range(0, len(stale), _LOADED):
            for subscription in await self._ports.store.by_id(stale[start : start + _LOADED]):
                self._enter(subscription)

    def _enter(self, subscription: Subscription) -> None:
        if self._revisions.get(subscription.id, 0) >= subscription.revision:
            return
        self._revisions[subscription.id] = subscription.revision
        outbox = self._outboxes.get(subscription.id)
        if outbox is None:
            self._outboxes[subscription.id] = self._outbox(subscription)
        else:
            outbox.change(subscription)
        self._index.put(subscription.id, subscription.topics.filter)
        self._ensure_running(subscription.id)

    def _outbox(self, subscription: Subscription) -> Outbox | StreamOutbox:
        if subscription.kind == "stream":
            ports = self._ports
            return StreamOutbox(subscription, self._around, ports.streams, ports.oldest_kept_ms)
        undelivered = subscription.progress.undelivered
        if subscription.kind == "websub":
            return Outbox(subscription, self._around, self._ports.feeds, FeedPlan.of(undelivered))
        return Outbox(subscription, self._around, self._hooks, Plan.of(undelivered))

    def _forget(self, subscription_id: str) -> None:
        self._index.remove(subscription_id)
        del self._outboxes[subscription_id], self._revisions[subscription_id]
        if task := self._tasks.pop(subscription_id, None):
            task.cancel()

    async def _set_state(
        self, subscription: Subscription, state: State, verified: bool
    ) -> Subscription | None:
        """Writes a state where the owner changed nothing meanwhile; else that change is read and rules."""
        if not await self._ports.store.set_state(subscription, state, verified=verified):
            return None
        changed = subscription.model_copy(
            update={"state": state, "verified": verified, "revision": subscription.revision + 1}
        )
        if self._revisions.get(subscription.id) == subscription.revision:
            self._revisions[subscription.id] = changed.revision
        return changed

    # The log.

    async def _warn(self) -> None:
        """Hands on what was withdrawn since the last holder of the lease, before all else; then begins."""
        after: str | None = str(self._around.head)
        while after is not None:
            try:
                found = await self._ports.log.withdrawals(after, _PAGE)
            except StoreUnavailableError:
                await asyncio.sleep(_OUTAGE)
                continue
            for entry in map(live_entry, found.changes):
                for _, outbox in self._wanting(entry):
                    outbox.warn(entry)
            after = found.reached
        self._is_begun = True
        for subscription_id in list(self._outboxes):
            self._ensure_running(subscription_id)

    async def _distribute(self) -> None:
        """Brings each entry to the outboxes that want it, once, in the log's order."""
        feed = self._ports.feed
        while True:
            above = feed.above(self._around.head)
            if above is not None:
                entries, reached = above
                for entry in entries:
                    self._receive(entry)
                self._around.head = max(self._around.head, reached)
                if not entries:
                    await feed.wait(_RENEW)
                else:
                    await asyncio.sleep(0)
                continue
            complete_above = feed.complete_above
            try:
                page = await self._ports.log.page(str(self._around.head), _PAGE)
            except StoreUnavailableError:
                await asyncio.sleep(_OUTAGE)
                continue
            for change in page:
                self._receive(live_entry(change))
            if not page:
                # What there was up to here is distributed, or may not be shown any more.
                self._around.head = max(self._around.head, complete_above)
                await feed.wait(_RENEW)

    def _wanting(self, entry: LiveEntry) -> Iterator[tuple[str, Outbox | StreamOutbox]]:
        """The outboxes that an entry goes to; it is remembered where there is one."""
        is_kept = False
        for subscription_id in self._index.matches(entry.topics_before, entry.topics_after):
            outbox = self._outboxes[subscription_id]
            if not outbox.subscription.wants(entry.change):
                continue
            if not is_kept:
                self._ports.renderer.remember(entry.cursor, entry.event)
                is_kept = True
            yield subscription_id, outbox

    def _receive(self, entry: LiveEntry) -> None:
        for subscription_id, outbox in self._wanting(entry):
            outbox.receive(entry)
            self._ensure_running(subscription_id)
        self._around.head = max(self._around.head, Cursor.parse(entry.cursor))

    def _ensure_running(self, subscription_id: str) -> None:
        outbox = self._outboxes[subscription_id]
        self._touched.add(subscription_id)
        task = self._tasks.get(subscription_id)
        if (task is None or task.done()) and self._is_begun and not self._is_ending and outbox.has_work:
            self._tasks[subscription_id] = self._group.create_task(outbox.run(), name=subscription_id)

    # Progress.

    async def _save_often(self) -> None:
        clock = self._ports.clock
        saved_all = clock.monotonic()
        while True:
            await asyncio.sleep(_FLUSH)
            everything = clock.monotonic() - saved_all >= _FLUSH_ALL
            try:
                await self._save(everything=everything)
                if everything:
                    saved_all = clock.monotonic()
                    for outbox in list(self._outboxes.values()):
                        await outbox.tend()
            except StoreUnavailableError as error:
                _log.warning("subscriptions.waiting", reason=str(error))
                await asyncio.sleep(_OUTAGE)

    async def _save(self, *, everything: bool) -> None:
        """Saves what changed since; an attempt that is lost with a crash is made again."""
        names = list(self._outboxes) if everything else [*self._touched, *self._tasks]
        self._touched.clear()
        head = self._around.head
        changed: dict[str, Progress] = {}
        moved: dict[str, dict[str, Progress]] = {}  # by the cursor, where nothing else has changed
        for number, subscription_id in enumerate(names, start=1):
            if number % _SAVED_AT_ONCE == 0:
                await asyncio.sleep(0)  # others have their turn
            outbox = self._outboxes.get(subscription_id)
            if outbox is None:
                continue
            progress = outbox.progress(self._token)
            if progress.only_moved(outbox.saved):
                moved.setdefault(progress.cursor, {})[subscription_id] = progress
            elif progress != outbox.saved:
                changed[subscription_id] = progress
            task = self._tasks.get(subscription_id)
            if task is not None and task.done():
                del self._tasks[subscription_id]
                self._ensure_running(subscription_id)
        try:
            await self._ports.store.save_progress(changed)
            for cursor, together in moved.items():
                await self._ports.store.advance(list(together), cursor, self._token)
        except StoreUnavailableError:
            self._touched.update(changed, *moved.values())
            raise
        for saved in (changed, *moved.values()):
            for subscription_id, progress in saved.items():
                if outbox := self._outboxes.get(subscription_id):
                    outbox.saved = progress
        self._saved_head = max(self._saved_head, head)
        await self._write_attempts()

    async def _write_attempts(self) -> None:
        log = self._ports.courier.log
        while log:
            batch = [log.popleft() for _ in range(min(_WRITTEN, len(log)))]
            await self._ports.store.record(batch)
