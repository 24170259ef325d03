"""Verification of intents, and the end of leases: periodic work of the replica that delivers.

One request at a time to a host, so that whoever names another's address as a callback gains nothing by it.
"""

import asyncio
import contextlib
import random
import secrets
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from newsroom.runtime.clock import Clock
from newsroom.runtime.tasks import InsistentTaskGroup
from newsroom.stores.errors import StoreUnavailableError
from publish.subscriptions.feed_addresses import FeedAddresses
from publish.subscriptions.model import FeedLease, Progress, Subscription
from publish.subscriptions.ports import LogPages, WebhookSender
from publish.subscriptions.schedule import Schedule
from publish.websub.host_pace import HostPace
from publish.websub.hub import Bounds, lacking_room
from publish.websub.intents import (
    Intent,
    denial_url,
    is_confirmed,
    renewal_of,
    verification_url,
)
from publish.websub.ports import IntentStore, LeasedSubscriptions, Leases

_log = structlog.get_logger(__name__)
_ROUND, _SHORTEST_ROUND = 1.0, 0.1  # seconds
_LEASES_EVERY, _LEASES_AT_MOST_EVERY = 5.0, 0.5  # seconds, and after a change
_LOOKED_AT, _AT_ONCE = 200, 64  # intents
_RENEWED_BEFORE = timedelta(days=1)
_REMEMBERED = 50_000  # subscriptions of owners that did not confirm
_OUTAGE = 1.0  # seconds


@dataclass(frozen=True, slots=True)
class VerifierPorts:
    """Ports of the verification, and its bounds."""

    addresses: FeedAddresses
    subscriptions: LeasedSubscriptions
    leases: Leases
    intents: IntentStore
    log: LogPages
    sender: WebhookSender
    bounds: Bounds
    clock: Clock
    schedule: Schedule


class IntentVerifier:
    """Verifier of what was asked of the hub, and of what keys have made. `run` goes on for ever."""

    def __init__(self, ports: VerifierPorts) -> None:
        self._ports = ports
        self._pace = HostPace()
        self._running: dict[str, asyncio.Task[None]] = {}
        self._tries: OrderedDict[str, tuple[str, int, float]] = OrderedDict()  # of owners' subscriptions
        self._after = ""  # subscriptions of owners up to here were looked at
        self._changed = asyncio.Event()

    def changed(self) -> None:
        """Wakes it: something was asked of this process."""
        self._changed.set()

    async def run(self) -> None:
        clock, tended_at = self._ports.clock, float("-inf")
        async with InsistentTaskGroup() as group:
            while True:
                every = _LEASES_AT_MOST_EVERY if self._changed.is_set() else _LEASES_EVERY
                try:
                    if clock.monotonic() - tended_at >= every:
                        tended_at = clock.monotonic()
                        await self._tend_leases(group)
                    self._changed.clear()
                    busy = [*self._running, *self._pace.resting(clock.monotonic())]
                    for intent in await self._ports.intents.pending(busy, _AT_ONCE):
                        self._begin(group, intent)
                except StoreUnavailableError as error:
                    _log.warning("subscriptions.waiting", reason=str(error))
                    await asyncio.sleep(_OUTAGE)
                await asyncio.sleep(_SHORTEST_ROUND)
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_ROUND):
                        await self._changed.wait()

    async def _tend_leases(self, group: InsistentTaskGroup) -> None:
        ports, now = self._ports, self._now()
        for subscription in await ports.leases.over(now, _LOOKED_AT):
            await self._end(subscription)
        owned = await ports.leases.unconfirmed(now + _RENEWED_BEFORE, self._after, _LOOKED_AT)
        self._after = owned[-1].id if len(owned) == _LOOKED_AT else ""
        for subscription in owned:
            if subscription.lease is not None:
                self._begin(group, renewal_of(subscription, subscription.lease))

    async def _end(self, subscription: Subscription) -> None:
        """Ends a lease: an owner keeps the subscription, and is asked again."""
        if subscription.owner is None:
            await self._ports.subscriptions.remove(subscription)
        else:
            await self._ports.subscriptions.write(
                subscription.model_copy(
                    update={
                        "state": "paused" if subscription.state != "off" else "off",
                        "verified": False,
                        "lease": subscription.lease and subscription.lease.model_copy(update={"until": None}),
                    }
                )
            )
        _log.info("subscription.lease_over", subscription=subscription.id)

    def _begin(self, group: InsistentTaskGroup, intent: Intent) -> None:
        host, now = intent.lease.host, self._ports.clock.monotonic()
        if host in self._running or len(self._running) >= _AT_ONCE or not self._pace.may_ask(host, now):
            return
        if now < self._tries_of(intent)[1]:
            return
        task = group.create_task(self._verify(intent), name=f"verifies {intent.id}")
        self._running[host] = task
        task.add_done_callback(lambda _: self._ended(host))

    def _ended(self, host: str) -> None:
        del self._running[host]
        self._changed.set()

    async def _verify(self, intent: Intent) -> None:
        ports, challenge = self._ports, secrets.token_urlsafe(24)
        response = await ports.sender.get(verification_url(intent, challenge))
        confirmed = is_confirmed(response, challenge)
        if confirmed:
            self._pace.succeeded(intent.lease.host)
        else:
            self._pace.failed(intent.lease.host, ports.clock.monotonic())
        try:
            if intent.owner is not None:
                await self._settle_owned(intent, confirmed=confirmed)
                return
            if not confirmed:
                _log.info("subscription.unconfirmed", host=intent.lease.host, status=response.status)
            elif not await self._apply(intent):
                return  # it was changed meanwhile: once more
            await ports.intents.remove(intent)
        except StoreUnavailableError as error:
            _log.warning("subscriptions.waiting", reason=str(error))
            await asyncio.sleep(_OUTAGE)

    async def _settle_owned(self, intent: Intent, *, confirmed: bool) -> None:
        if confirmed:
            known = await self._ports.subscriptions.find(intent.owner, intent.id)
            if known is not None and str(known.revision) == intent.nonce:  # as it was asked about
                await self._ports.subscriptions.write(self._confirmed(known, intent.lease))
            return
        schedule, tries = self._ports.schedule, self._tries_of(intent)[0] + 1
        until = float("inf")  # until it is changed
        if tries > len(schedule.handshake):
            _log.warning("subscription.unverified", subscription=intent.id)
        else:
            chance = random.random()  # noqa: S311 - jitter
            until = self._ports.clock.monotonic() + schedule.handshake_delay(tries, chance)
        self._tries[intent.id] = (intent.nonce, tries, until)
        self._tries.move_to_end(intent.id)
        if len(self._tries) > _REMEMBERED:
            self._tries.popitem(last=False)

    def _tries_of(self, intent: Intent) -> tuple[int, float]:
        """How often an owner's receiver was asked in vain about these terms, and when it is asked again."""
        nonce, tries, until = self._tries.get(intent.id, ("", 0, 0.0))
        return (tries, until) if nonce == intent.nonce else (0, 0.0)

    async def _apply(self, intent: Intent) -> bool:
        """Carries out an intent that its subscriber confirmed; False where it has to be tried again."""
        ports = self._ports
        if intent.mode == "unsubscribe":
            await ports.subscriptions.delete(None, intent.id)
            return True
        known = await ports.subscriptions.find(None, intent.id)
        if known is not None:
            return await ports.subscriptions.write(self._confirmed(known, intent.lease))
        feed = ports.addresses.parse(intent.lease.feed)
        reason = "There is no such feed any more." if feed is None else None
        reason = reason or await lacking_room(ports.leases, ports.bounds, intent.lease.host)
        if feed is None or reason is not None:
            await ports.sender.get(denial_url(intent.callback, intent.lease.feed, reason or ""))
            return True
        fresh = Subscription(
            id=intent.id,
            owner=None,
            created_at=self._now(),
            name=intent.lease.host,
            kind="websub",
            topics=feed.topics,
            url=intent.callback,
            lease=intent.lease,
            progress=Progress(cursor=await ports.log.position()),
        )
        return await ports.subscriptions.add(self._confirmed(fresh, intent.lease))

    def _confirmed(self, subscription: Subscription, lease: FeedLease) -> Subscription:
        """The subscription with its lease begun anew; active where it rested because it was unconfirmed."""
        until = self._now() + timedelta(seconds=lease.seconds)
        is_waiting = not subscription.verified or subscription.owner is None
        rests = subscription.state in ("paused", "off")
        state = "active" if is_waiting and rests else subscription.state
        return subscription.model_copy(
            update={
                "lease": lease.model_copy(update={"until": until}),
                "verified": True,
                "state": state,
            }
        )

    def _now(self) -> datetime:
        """In milliseconds, which is all that the store keeps."""
        now = self._ports.clock.now()
        return now.replace(microsecond=now.microsecond // 1000 * 1000)
