"""Outbox of a `stream` subscription: copies the entries of its topics to its own stream, under the log's ids.

Bounded: at its most entries it waits for its groups to finish some, and what it lacks stays in the log.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from typing import Protocol

from newsroom.live import LiveEntry
from newsroom.stores.errors import StoreUnavailableError
from newsroom.streams.cursor import Cursor
from publish.log.logged_change import LoggedChange
from publish.subscriptions.model import Progress, Subscription
from publish.subscriptions.outbox import DispatchContext, wants

MOST = 100_000  # entries of one stream
_BUFFERED = 1000  # entries of the tail that wait to be copied
_AT_ONCE, _PAGE = 100, 32
_REST = 1.0  # seconds, in an outage and where the stream is full
_TRIM_EVERY = 10.0  # seconds


class SubscriptionStreams(Protocol):
    """Streams of subscriptions, by subscription id. Calls raise `StoreUnavailableError`."""

    async def open(self, subscription_id: str) -> bool: ...
    async def append(self, subscription_id: str, changes: Sequence[LoggedChange]) -> bool: ...
    async def take_out(self, subscription_id: str, cursors: Sequence[str]) -> None: ...
    async def trim(self, subscription_id: str, oldest_kept_ms: int) -> str | None: ...
    async def length(self, subscription_id: str) -> int: ...
    async def delete(self, subscription_id: str) -> None: ...
    async def names(self) -> set[str]: ...


class StreamOutbox:
    """Copies of one subscription. `oldest_kept_ms` is the age limit of a stream without a group."""

    def __init__(
        self,
        subscription: Subscription,
        around: DispatchContext,
        streams: SubscriptionStreams,
        oldest_kept_ms: Callable[[], int],
    ) -> None:
        progress = subscription.progress
        self.subscription = subscription
        self.saved = progress
        self._around = around
        self._streams = streams
        self._oldest_kept_ms = oldest_kept_ms
        self._position = Cursor.parse(progress.cursor)
        self._confirmed = progress.last_confirmed
        self._live = self._position >= around.head
        self._buffer: deque[Cursor] = deque()
        self._is_open = False
        self._trimmed_at = 0.0
        self._wake = asyncio.Event()

    def change(self, subscription: Subscription) -> None:
        """Takes over new terms."""
        self.subscription = subscription
        self._wake.set()

    def receive(self, entry: LiveEntry) -> None:
        """Takes an entry of the log's tail that matches its topics."""
        cursor = Cursor.parse(entry.cursor)
        if not self._live or cursor <= self._position:
            return
        if self._copies and len(self._buffer) < _BUFFERED:
            self._buffer.append(cursor)
        else:
            self._live = False
            self._position = (self._buffer[0] if self._buffer else cursor).before
            self._buffer.clear()
        self._wake.set()

    def warn(self, entry: LiveEntry) -> None:
        """Does nothing: copies keep the log's order, and what is withdrawn is taken out of them."""

    def progress(self, token: int) -> Progress:
        """The state of copying, to be saved; `last_confirmed` is what every group has finished."""
        cursor = max(self._position, self._around.head) if self._live else self._position
        if self._buffer:
            cursor = self._buffer[0].before
        return Progress(cursor=str(cursor), last_confirmed=self._confirmed, token=token)

    @property
    def has_work(self) -> bool:
        return self._copies and (not self._is_open or not self._live or bool(self._buffer))

    @property
    def _copies(self) -> bool:
        return self.subscription.state in ("active", "failing")

    async def run(self) -> None:
        """Copies until there is nothing to copy."""
        while self.has_work:
            self._wake.clear()
            try:
                if await self._advance():
                    continue
            except StoreUnavailableError:
                pass
            try:
                async with asyncio.timeout(_REST):
                    await self._wake.wait()
            except TimeoutError:
                continue

    async def tend(self) -> None:
        """Trims the stream now and then."""
        now = self._around.clock.monotonic()
        if self._is_open and now - self._trimmed_at >= _TRIM_EVERY:
            self._trimmed_at = now
            await self._trim()

    async def _advance(self) -> bool:
        """Copies some; False where it has to wait."""
        name = self.subscription.id
        if not self._is_open:
            await self._open()
        if await self._streams.length(name) >= MOST:
            await self._trim()
            if await self._streams.length(name) >= MOST:
                return False
        if self._live:
            cursors = [self._buffer[n] for n in range(min(_AT_ONCE, len(self._buffer)))]
            if not await self._copy(await self._around.renderer.render(cursors)):
                return True
            for cursor in cursors:
                self._position = max(self._position, cursor)
                if self._buffer and self._buffer[0] == cursor:
                    self._buffer.popleft()
            return True
        return await self._catch_up()

    async def _catch_up(self) -> bool:
        head = self._around.head
        async with self._around.reads:
            page = await self._around.log.page(str(self._position), _PAGE)
        wanted = [change for change in page if wants(self.subscription, change)]
        for change in wanted:
            self._around.renderer.remember(change.cursor, change)
        if not await self._copy(wanted):
            return True
        if page:
            self._position = max(self._position, Cursor.parse(page[-1].cursor))
        if self._position >= self._around.head or (not page and head == self._around.head):
            self._live, self._position = True, max(self._position, head)
        return True

    async def _copy(self, changes: Sequence[LoggedChange]) -> bool:
        """Appends changes, and takes out again what was hidden meanwhile; False where the stream is lost."""
        name = self.subscription.id
        if not changes:
            return True
        if not await self._streams.append(name, changes):
            self._is_open = False
            await self._open()
            return False
        again = await self._around.renderer.render([Cursor.parse(change.cursor) for change in changes])
        shown = {change.cursor: change.encoded for change in again}
        hidden = [change.cursor for change in changes if shown.get(change.cursor) != change.encoded]
        await self._streams.take_out(name, hidden)
        return True

    async def _open(self) -> None:
        """Makes the stream; one that was lost is filled again from what its groups had finished."""
        existed = await self._streams.open(self.subscription.id)
        self._is_open = True
        if not existed and self._confirmed is not None:
            self._position = min(self._position, Cursor.parse(self._confirmed))
            self._live = self._position >= self._around.head
            self._buffer.clear()

    async def _trim(self) -> None:
        bound = await self._streams.trim(self.subscription.id, self._oldest_kept_ms())
        if bound is not None:
            known = self._confirmed or bound
            self._confirmed = max(known, bound, key=Cursor.parse)
