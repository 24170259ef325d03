"""The dispatcher over real stores, with receivers on loopback."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from newsroom.http.fetch_guard import Guard
from newsroom.runtime.clock import SystemClock
from newsroom.runtime.tasks import OwnedTasks
from newsroom.stores.errors import StoreUnavailableError
from newsroom.stores.mongo import Database
from newsroom.stores.redis import RedisClient
from newsroom.streams.topology import PUBLISH, Topology
from publish.adapters.aiohttp_webhooks import AiohttpSender
from publish.adapters.mongo_facts import MongoFacts
from publish.adapters.mongo_feed import MongoFeed
from publish.adapters.mongo_live_log import MongoLiveLog
from publish.adapters.mongo_subscriptions import MongoDispatchLease, MongoSubscriptions
from publish.adapters.mongo_websub import MongoIntents, MongoLeases
from publish.adapters.redis_live_log import RedisLiveLog
from publish.adapters.redis_subscription_streams import LiveLogWithStreams, RedisSubscriptionStreams
from publish.feeds.documents import FORMATS, FeedDocuments
from publish.feeds.edition import Publication
from publish.log.archive import ArchiveHandler, remove_redacted
from publish.log.history import LogHistory
from publish.log.live_reader import LiveReader
from publish.log.logged_change import logged_changes
from publish.subscriptions.deliver import Courier
from publish.subscriptions.dispatcher import Dispatcher, Ports
from publish.subscriptions.feed import LogFeed
from publish.subscriptions.feed_addresses import FeedAddresses
from publish.subscriptions.manage import SubscriptionDesk
from publish.subscriptions.model import Subscription
from publish.subscriptions.render import Renderer
from publish.subscriptions.requests import NewSubscription, SubscriptionChanges
from publish.subscriptions.schedule import Schedule
from publish.subscriptions.secrets import Sealer
from publish.subscriptions.target_urls import GuardedTargets
from publish.websub.hub import Bounds, FeedHub
from publish.websub.pings import CurrentFeeds, FeedTransport
from publish.websub.verifier import IntentVerifier, VerifierPorts
from tests.support.plumbing import publisher
from tests.support.published import LANGUAGES
from tests.support.read_side import ReadSide
from tests.support.receivers import Receivers, receivers
from tests.support.waiting import until

QUICK = Schedule(delays=(0.3, 0.3, 0.6), handshake=(0.05,) * 40, probe_longest=0.3, slow_down=0.2)
GUARD = Guard.parse(["127.0.0.1"], "allow it")
ROOMY = Bounds(in_all=100, of_host=100)
FEEDS = FeedAddresses("https://news.example", LANGUAGES, tuple(FORMATS))


class ShiftedClock(SystemClock):
    """The system's clock, set forward by the test: leases end without waiting."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return super().now() + self.ahead


@dataclass(slots=True)
class Desk:
    """A newsroom with its subscribers: told events, it delivers what is due."""

    db: Database
    redis: RedisClient
    side: ReadSide
    world: Receivers
    sender: AiohttpSender
    clock: ShiftedClock = field(default_factory=ShiftedClock)
    schedule: Schedule = QUICK
    bounds: Bounds = ROOMY

    @property
    def log(self) -> RedisLiveLog:
        return LiveLogWithStreams(self.redis, Topology(), RedisSubscriptionStreams(self.redis, Topology()))

    @property
    def history(self) -> LogHistory:
        return LogHistory(self.log, MongoLiveLog(self.db))

    @property
    def calls(self) -> SubscriptionDesk:
        sealer, clock = Sealer(["a key of the test, long"]), SystemClock()
        return SubscriptionDesk(
            MongoSubscriptions(self.db),
            self.history,
            Courier(self.sender, sealer, clock),
            Renderer(self.history, MongoLiveLog(self.db), MongoFacts(self.db)),
            GuardedTargets(GUARD),
            FEEDS,
            Topology().subscription_stream,
            LANGUAGES,
            clock,
            lambda: None,
        )

    async def subscribe(self, path: str, **fields: Any) -> Subscription:
        """A web hook of this path; it is verified once a dispatcher runs."""
        wanted = {"name": path, "kind": "webhook", "url": self.world.url(path), **fields}
        made, secret = await self.calls.create("mine", NewSubscription.model_validate(wanted))
        assert secret
        self.world.secrets[path] = secret
        return made

    async def change(self, made: Subscription, **fields: Any) -> None:
        await self.calls.change("mine", made.id, SubscriptionChanges.model_validate(fields))

    async def now(self, made: Subscription) -> Subscription:
        return await self.calls.find("mine", made.id)

    async def until_state(self, made: Subscription, state: str) -> None:
        async def reached() -> bool:
            return (await self.now(made)).state == state

        await until(reached, f"{made.name} is {state}")

    async def until_saved(self, made: Subscription) -> None:
        """Until the log up to now is distributed and the owner's last change taken over."""
        latest = await self.log.latest()

        async def reached() -> bool:
            return await MongoDispatchLease(self.db, "test", 2.0).head() == latest

        await until(reached, f"all is distributed to {made.name}")
        await self.until_renewed(times=2)

    async def until_renewed(self, times: int) -> None:
        """Until the dispatcher has renewed its lease so often, each time with what owners changed before."""
        for _ in range(times):
            before = await self.db.leases.find_one({"_id": "subscriptions"})

            async def renewed(before: Any = before) -> bool:
                lease = await self.db.leases.find_one({"_id": "subscriptions"})
                return bool(lease and before and lease["until"] != before["until"])

            await until(renewed, "the lease is renewed")

    async def until_kinds(self, path: str, count: int) -> list[tuple[str, str]]:
        async def reached() -> bool:
            return len(self.world.kinds(path)) >= count

        await until(reached, f"{count} events at {path}, has {self.world.kinds(path)}")
        return self.world.kinds(path)

    async def archive(self) -> None:
        """Archives the log and redacts it, as the group does."""
        handler = ArchiveHandler(MongoLiveLog(self.db), self.log)
        changes = logged_changes(await self.log.page("0-0", 10_000))
        await handler.store.archive(changes)
        ids = sorted({change.live.article.id for change in changes})
        await handler.store.redact_hidden(ids)
        await remove_redacted(handler.store, handler.recent)

    @property
    def hub(self) -> FeedHub:
        """The hub of another replica than the one that delivers."""
        return FeedHub(
            FEEDS,
            MongoSubscriptions(self.db),
            MongoLeases(self.db),
            MongoIntents(self.db),
            Sealer(["a key of the test, long"]),
            GuardedTargets(GUARD),
            self.bounds,
            self.clock,
            lambda: None,
        )

    def _verifier(self, sender: AiohttpSender) -> IntentVerifier:
        return IntentVerifier(
            VerifierPorts(
                FEEDS,
                MongoSubscriptions(self.db),
                MongoLeases(self.db),
                MongoIntents(self.db),
                self.history,
                sender,
                self.bounds,
                self.clock,
                self.schedule,
            )
        )

    @contextlib.asynccontextmanager
    async def dispatching(
        self, instance: str = "one", store: MongoSubscriptions | None = None
    ) -> AsyncGenerator[Dispatcher]:
        """A replica that delivers, for the block."""
        feed, sender = LogFeed(), AiohttpSender(GUARD)
        archive = MongoLiveLog(self.db)
        reader = LiveReader(self.history, self.log, feed)
        courier = Courier(sender, Sealer(["a key of the test, long"]), self.clock)
        documents = FeedDocuments(MongoFeed(self.db), Publication("Newsroom", FEEDS.base, LANGUAGES))
        dispatcher = Dispatcher(
            Ports(
                store or MongoSubscriptions(self.db),
                MongoDispatchLease(self.db, instance, 2.0),
                self.history,
                RedisSubscriptionStreams(self.redis, Topology()),
                lambda: 0,
                Renderer(self.history, archive, MongoFacts(self.db)),
                courier,
                feed,
                self.clock,
                self.schedule,
                FeedTransport(
                    CurrentFeeds(documents), FEEDS, sender, courier.sealer, self.clock, courier.log
                ),
                self._verifier(sender).run,
            )
        )
        failures: list[BaseException] = []
        async with sender.opened(), OwnedTasks(failures.append) as tasks:
            tasks.start("log", _follow(reader))
            tasks.start("dispatcher", dispatcher.run())
            yield dispatcher
        assert failures == []


async def _follow(reader: LiveReader) -> None:
    while True:
        try:
            async for _ in reader.tail(await reader.latest()):
                pass
        except StoreUnavailableError:
            await asyncio.sleep(0.05)


@pytest.fixture
async def desk(db: Database, redis_client: RedisClient) -> AsyncIterator[Desk]:
    side = ReadSide(MongoFacts(db), log=await publisher(redis_client, PUBLISH))
    sender = AiohttpSender(GUARD)
    async with receivers() as world, sender.opened():
        yield Desk(db, redis_client, side, world, sender)
