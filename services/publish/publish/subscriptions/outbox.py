"""Outbox of one subscription: reads what it is behind, attempts what is due, settles each attempt.

Runs as a task only while there is something to do. An article's withdrawal breaks off its attempts, takes
their place and is tried at once, whatever else waits; also while the subscription is paused.
"""

import asyncio
import random
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

import structlog

from newsroom.live import LiveEntry
from newsroom.runtime.clock import Clock
from newsroom.runtime.tasks import cancel_until_done
from newsroom.stores.errors import StoreUnavailableError
from newsroom.streams.cursor import Cursor
from publish.log.logged_change import LoggedChange
from publish.subscriptions.attempts import Response, Verdict, verdict
from publish.subscriptions.deliver import Sent
from publish.subscriptions.feed_plan import FeedPlan
from publish.subscriptions.health import MOST_AT_ONCE, Health
from publish.subscriptions.model import Progress, State, Subscription
from publish.subscriptions.origin_gate import OriginGate
from publish.subscriptions.plan import Owed, Plan
from publish.subscriptions.ports import LogPages
from publish.subscriptions.render import Renderer
from publish.subscriptions.schedule import Schedule

_log = structlog.get_logger(__name__)
_WINDOW, _REFILL, _REPLAY = 1000, 250, 64  # entries owed at most, below which more is read, beside a replay
_PAGE = 32  # entries read and decoded without a pause
_PAGES = 16  # read before what is due is attempted
_READS = 4  # of the log at once, by all outboxes
_KILLS = 1000  # withdrawals remembered that an outbox has yet to come to
_OUTAGE = 1.0  # seconds
WITHDRAWN = "withdrawn"


class Transport(Protocol):
    """Transport of one kind of subscription. Calls raise StoreUnavailableError."""

    async def deliver(
        self, subscription: Subscription, url: str, cursors: Sequence[Cursor], attempt: int
    ) -> Sent | None:
        """Makes an attempt at some entries; None where nothing of them may be shown any more."""
        ...

    async def verify(self, subscription: Subscription) -> bool:
        """The handshake with its addresses."""
        ...

    async def announce_pause(self, subscription: Subscription) -> None:
        """Sends word that nothing more is sent, after failures for too long."""
        ...


SetState = Callable[[Subscription, State, bool], Awaitable[Subscription | None]]


@dataclass(slots=True)
class DispatchContext:
    """Context of all outboxes of a dispatcher. Entries up to `head` are distributed."""

    log: LogPages
    renderer: Renderer
    clock: Clock
    schedule: Schedule
    set_state: SetState
    gates: OriginGate
    reads: asyncio.Semaphore
    head: Cursor

    @classmethod
    def of(
        cls,
        log: LogPages,
        renderer: Renderer,
        clock: Clock,
        schedule: Schedule,
        set_state: SetState,
        head: Cursor,
    ) -> "DispatchContext":
        gates, reads = OriginGate(), asyncio.Semaphore(_READS)
        return cls(log, renderer, clock, schedule, set_state, gates, reads, head)

    def seconds(self) -> float:
        """Seconds since 1970."""
        return self.clock.now().timestamp()


class Outbox:
    """Deliveries of one subscription."""

    def __init__(
        self,
        subscription: Subscription,
        around: DispatchContext,
        transport: Transport,
        plan: Plan | FeedPlan,
    ) -> None:
        progress = subscription.progress
        self.subscription = subscription
        self.saved = progress
        self._around = around
        self._transport = transport
        self._plan = plan
        self._health = Health(around.schedule, plan.articles_to_fail)
        self._restore_health(progress)
        self._position = Cursor.parse(progress.cursor)
        self._resumed_at = self._position
        self._live = self._position >= around.head
        self._last_confirmed = progress.last_confirmed
        self._killed: OrderedDict[str, Cursor] = OrderedDict()
        # Who begins at the log's beginning has nothing that a withdrawal could be late for.
        self._is_warned = progress.withdrawals_first or self._live or subscription.start == "earliest"
        self._replayed = progress.replayed
        self._replay_after: Cursor | None = None
        self._in_flight: dict[asyncio.Task[None], tuple[Owed, ...]] = {}
        self._handshakes = 0
        self._handshake_due = 0.0
        self._outage = False
        self._error: BaseException | None = None
        self._wake = asyncio.Event()

    # For the dispatcher.

    def change(self, subscription: Subscription) -> None:
        """Takes over new terms; the progress is ours."""
        before, self.subscription = self.subscription, subscription
        if before.state == "off":
            self._is_warned = self._live
        if subscription.state == "active" and before.state != "active":
            self._health = Health(self._around.schedule, self._plan.articles_to_fail)
            self._plan.retry_all()
            self._resumed_at = self._position
        self._handshakes, self._handshake_due = 0, 0.0
        self._wake.set()

    def receive(self, entry: LiveEntry) -> None:
        """Takes an entry of the log's tail that matches its topics."""
        cursor = Cursor.parse(entry.cursor)
        if self._has_killed(entry.article_id, cursor):
            if self._live and cursor == self._killed[entry.article_id]:
                del self._killed[entry.article_id]
        elif entry.change == WITHDRAWN and self._may_withdraw:
            if cursor > self._position:
                self._kill(Owed(cursor, entry.article_id, withdrawal=True), is_ahead=not self._live)
        elif self._live and cursor > self._position:
            if self._delivers and self._plan.count < _WINDOW and not self._is_old(cursor):
                self._plan.offer(Owed(cursor, entry.article_id))
            else:
                self._live, self._position = False, cursor.before
        self._wake.set()

    def warn(self, entry: LiveEntry) -> None:
        """Takes a withdrawal that comes before what was logged before it."""
        cursor = Cursor.parse(entry.cursor)
        if self._may_withdraw and cursor > self._position:
            self._kill(Owed(cursor, entry.article_id, withdrawal=True), is_ahead=True)

    def progress(self, token: int) -> Progress:
        """The state of delivery, to be saved."""
        floor = self._plan.floor()
        cursor = max(self._position, self._around.head) if self._live else self._position
        if floor is not None and floor <= cursor:
            cursor = floor.before
        health = self._health
        return Progress(
            cursor=str(cursor),
            last_confirmed=self._last_confirmed,
            undelivered=self._plan.undelivered(),
            failing_since=_instant(health.failing_since),
            blocked_until=_instant(health.blocked_until),
            replayed=self._replayed,
            withdrawals_first=self._is_warned,
            token=token,
        )

    @property
    def has_work(self) -> bool:
        """Whether `run` has something to do."""
        if not self.subscription.verified:
            return self._may_handshake
        if self.subscription.state == "off":
            return False
        if not self._is_warned:
            return True
        if not self._delivers:
            return self._plan.count > 0
        return self._plan.count > 0 or not self._live or self._replay_is_due

    async def tend(self) -> None:
        """Nothing is kept for a web hook that would have to be tended."""

    async def run(self) -> None:
        """Works until there is nothing to do; ends its attempts with it."""
        try:
            while self.has_work or self._in_flight:
                self._wake.clear()
                self._outage = False
                if self.subscription.verified:
                    await self._read()
                    self._attempt_due()
                else:
                    await self._handshake()
                await self._pause()
                if self._error is not None:
                    raise self._error
        finally:
            await cancel_until_done(self._in_flight)

    # Reading.

    @property
    def _delivers(self) -> bool:
        return self.subscription.verified and self.subscription.state in ("active", "failing")

    @property
    def _may_withdraw(self) -> bool:
        return self.subscription.verified and self.subscription.state != "off"

    @property
    def _replay_is_due(self) -> bool:
        replay = self.subscription.replay
        return replay is not None and replay.number > self._replayed

    async def _read(self) -> None:
        """Reads on where it is behind, as far as there is room; what was withdrawn there before all else."""
        try:
            if not self._is_warned and self._may_withdraw:
                await self._read_withdrawals()
            for _ in range(_PAGES):
                if not self._delivers or self._live or self._plan.count >= _REFILL:
                    break
                await self._read_page()
            if self._delivers and self._replay_is_due:
                await self._read_replay()
        except StoreUnavailableError:
            self._outage = True

    async def _read_withdrawals(self) -> None:
        head, after = self._around.head, self._position
        while after < head:
            async with self._around.reads:
                found = await self._around.log.withdrawals(str(after), _PAGE)
            for change in found.changes:
                if wants(self.subscription, change):
                    cursor = Cursor.parse(change.cursor)
                    self._kill(Owed(cursor, change.live.article.id, withdrawal=True), is_ahead=True)
                    self._around.renderer.remember(change.cursor, change)
            if found.reached is None:
                break
            after = Cursor.parse(found.reached)
        self._is_warned = True

    async def _read_page(self) -> None:
        head = self._around.head
        page = await self._page(self._position)
        owed = [change for change in page if wants(self.subscription, change)]
        for change in await self._young_enough(owed):
            cursor, article_id = Cursor.parse(change.cursor), change.live.article.id
            if self._has_killed(article_id, cursor):
                continue
            if change.live.change == WITHDRAWN:
                self._withdraw(Owed(cursor, article_id, withdrawal=True))
            else:
                self._plan.offer(Owed(cursor, article_id))
            self._around.renderer.remember(change.cursor, change)
        if page:
            self._position = max(self._position, Cursor.parse(page[-1].cursor))
        # Nothing was distributed while this was read, or it reaches beyond what was.
        reaches = self._position >= self._around.head or (not page and head == self._around.head)
        if reaches:
            self._live = True
            self._position = max(self._position, head)
            self._killed.clear()

    async def _read_replay(self) -> None:
        replay = self.subscription.replay
        if replay is None:
            return
        until = Cursor.parse(replay.until)
        after = self._replay_after or Cursor.parse(replay.after)
        while after < until and self._plan.count < _REPLAY:
            page = await self._page(after)
            for change in page:
                after = Cursor.parse(change.cursor)
                if after <= until and wants(self.subscription, change):
                    self._plan.offer(Owed(after, change.live.article.id, replayed=True))
                    self._around.renderer.remember(change.cursor, change)
            if not page:
                after = until
            self._replay_after = after
        if after >= until and not self._plan.has_replayed:
            self._replayed, self._replay_after = replay.number, None

    async def _page(self, after: Cursor) -> list[LoggedChange]:
        async with self._around.reads:
            return await self._around.log.page(str(after), _PAGE)

    async def _young_enough(self, changes: list[LoggedChange]) -> list[LoggedChange]:
        """Without those older than `max_age`, but for withdrawals and the last state of what it has."""
        young: list[LoggedChange] = []
        for change in changes:
            is_old = change.live.change != WITHDRAWN and self._is_old(Cursor.parse(change.cursor))
            if not is_old or await self._is_last_state(change):
                young.append(change)
        return young

    def _is_old(self, cursor: Cursor) -> bool:
        hours = self.subscription.max_age_hours
        return hours is not None and cursor.ms < (self._around.seconds() - hours * 3600) * 1000

    async def _is_last_state(self, change: LoggedChange) -> bool:
        """Whether it is the newest change of an article that the subscriber got before it was away."""
        if change.live.change in ("published", "restored"):
            return False
        return await self._around.renderer.is_last_state(change.live, self._resumed_at)

    def _has_killed(self, article_id: str, cursor: Cursor) -> bool:
        """Whether an entry was passed by the withdrawal of its article, or is that withdrawal."""
        killed = self._killed.get(article_id)
        return killed is not None and cursor <= killed

    def _kill(self, owed: Owed, *, is_ahead: bool) -> None:
        """Withdraws; where it is ahead, the entries up to there will be passed over."""
        if is_ahead:
            self._killed[owed.article_id] = owed.cursor
            if len(self._killed) > _KILLS:
                self._killed.popitem(last=False)
        self._withdraw(owed)

    def _withdraw(self, owed: Owed) -> None:
        if self._plan.withdraw(owed):
            for task, attempted in self._in_flight.items():
                if self._plan.replaces(owed, attempted):
                    task.cancel()

    # Attempts.

    def _attempt_due(self) -> None:
        """Begins every attempt that is due and has room."""
        if not self._may_withdraw:
            return
        while True:
            now, health = self._around.seconds(), self._health
            is_blocked = now < health.blocked_until
            is_full = len(self._in_flight) >= health.at_once
            if len(self._in_flight) >= 2 * MOST_AT_ONCE:
                return
            if health.is_failing and not is_blocked and not self._in_flight:
                self._plan.wake_first()
            attempted = self._plan.take(
                now,
                self.subscription.batch,
                urgent_only=is_blocked or is_full or not self._delivers,
                first_attempts_only=is_blocked or is_full,
            )
            if not attempted:
                return
            task = asyncio.create_task(self._attempt(attempted))
            self._in_flight[task] = attempted
            task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        del self._in_flight[task]
        self._wake.set()
        if not task.cancelled() and self._error is None:
            self._error = task.exception()

    async def _attempt(self, attempted: tuple[Owed, ...]) -> None:
        failures = self._plan.failures_of(attempted)
        url = self._url(failures)
        try:
            if attempted[0].withdrawal:
                await self._post(attempted, url, failures)
                return
            async with self._around.gates.of(url):
                await self._post(attempted, url, failures)
        except StoreUnavailableError:
            await asyncio.sleep(_OUTAGE)  # not the receiver's failure: it is no attempt
            self._plan.give_back(attempted)
        except asyncio.CancelledError:
            self._plan.give_back(attempted)
            raise

    async def _post(self, attempted: tuple[Owed, ...], url: str, failures: int) -> None:
        cursors = [owed.cursor for owed in attempted]
        sent = await self._transport.deliver(self.subscription, url, cursors, failures + 1)
        if sent is None:
            self._plan.confirm(attempted)  # nothing of it may be shown any more
        else:
            await self._settle(attempted, sent.response, sent.cursor)

    def _url(self, failures: int) -> str:
        """The address, or the backup's at every second attempt after a failure."""
        subscription = self.subscription
        use_backup = subscription.backup_url and max(failures, self._health.failures) % 2 == 1
        return (subscription.backup_url if use_backup else subscription.url) or ""

    async def _settle(self, attempted: tuple[Owed, ...], response: Response, cursor: str) -> None:
        now, chance = self._around.seconds(), random.random()  # noqa: S311 - jitter
        health, schedule = self._health, self._around.schedule
        match verdict(response):
            case Verdict.DELIVERED:
                self._plan.confirm(attempted)
                known = self._last_confirmed
                self._last_confirmed = max(known, cursor, key=Cursor.parse) if known else cursor
                if health.succeeded():
                    self._plan.retry_all()
                if self.subscription.state == "failing":
                    await self._set_state("active")
            case Verdict.GONE:
                _log.warning("subscription.gone", subscription=self.subscription.id)
                await self._set_state("off")
                self._plan.fail(attempted, now)  # in flight until then, or it would be tried again meanwhile
            case Verdict.SLOW_DOWN:
                health.slowed(response.retry_after, now, chance)
                self._plan.fail(attempted, health.blocked_until)
                await self._give_up_if_lost(now)
            case Verdict.FAILED:
                is_new = health.failed(attempted[0].article_id, now, chance)
                failures = self._plan.failures_of(attempted) + 1
                # A batch is taken apart at once: perhaps one article of it is to blame.
                is_batch = any(owed.article_id != attempted[0].article_id for owed in attempted)
                delay = 0.0 if is_batch else schedule.delay(failures, chance)
                self._plan.fail(attempted, now + delay)
                if is_new and self.subscription.state == "active":
                    _log.warning(
                        "subscription.failing",
                        subscription=self.subscription.id,
                        status=response.status,
                        error=response.error,
                    )
                    await self._set_state("failing")
                await self._give_up_if_lost(now)

    async def _give_up_if_lost(self, now: float) -> None:
        if not self._health.is_lost(now) or self.subscription.state == "paused":
            return
        subscription = self.subscription
        _log.error("subscription.paused", subscription=subscription.id, contact=subscription.contact)
        await self._set_state("paused")
        await self._transport.announce_pause(subscription)

    async def _set_state(self, state: State, *, verified: bool = True) -> None:
        changed = await self._around.set_state(self.subscription, state, verified)
        if changed is not None:
            self.subscription = changed

    # The handshake.

    @property
    def _may_handshake(self) -> bool:
        tries = len(self._around.schedule.handshake)
        subscription = self.subscription
        return subscription.kind == "webhook" and subscription.state != "off" and self._handshakes <= tries

    async def _handshake(self) -> None:
        if not self._may_handshake or self._around.seconds() < self._handshake_due:
            return
        subscription = self.subscription
        try:
            if await self._transport.verify(subscription):
                await self._set_state("active")
                return
        except StoreUnavailableError:
            self._outage = True
            return
        self._handshakes += 1
        chance = random.random()  # noqa: S311 - jitter
        delay = self._around.schedule.handshake_delay(self._handshakes, chance)
        self._handshake_due = self._around.seconds() + delay
        if not self._may_handshake:
            _log.warning("subscription.unverified", subscription=subscription.id)

    # Waiting.

    async def _pause(self) -> None:
        """Until something is to be done: a change, an entry, the end of an attempt, an instant."""
        instants = []
        if not self.subscription.verified:
            instants.append(self._handshake_due)
        elif (due := self._plan.next_due()) is not None:
            instants.append(due)
        if self._plan.count and self._health.blocked_until > self._around.seconds():
            instants.append(self._health.blocked_until)
        waits = [instant - self._around.seconds() for instant in instants]
        if self._outage:
            waits.append(_OUTAGE)
        if not self.has_work and not self._in_flight:
            return
        if self._delivers and not self._outage and self._can_read:
            return
        try:
            async with asyncio.timeout(max(0.01, min(waits)) if waits else None):
                await self._wake.wait()
        except TimeoutError:
            return

    @property
    def _can_read(self) -> bool:
        behind = not self._live and self._plan.count < _REFILL
        return behind or (self._replay_is_due and self._plan.count < _REPLAY and not self._plan.has_replayed)

    def _restore_health(self, progress: Progress) -> None:
        if progress.failing_since is not None:
            self._health.failing_since = progress.failing_since.timestamp()
        if progress.blocked_until is not None:
            self._health.blocked_until = progress.blocked_until.timestamp()
        if self.subscription.state == "failing":
            self._health.open()


def wants(subscription: Subscription, change: LoggedChange) -> bool:
    """Whether a change matches a subscription's topics."""
    live = change.live
    topics = frozenset(live.topics_before), frozenset(live.topics_after)
    return subscription.topics.filter.matches_change(*topics) and subscription.wants(live.change)


def _instant(seconds: float | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
