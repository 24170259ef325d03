"""Composition of the subscriptions: their store, the sender, and the dispatcher with all it needs."""

from dataclasses import dataclass

from newsroom.runtime.clock import Clock
from newsroom.streams.connections import Connections
from newsroom.streams.topology import Topology
from newsroom.streams.upkeep import oldest_kept_ms
from publish.adapters.aiohttp_webhooks import AiohttpSender
from publish.adapters.mongo_facts import MongoFacts
from publish.adapters.mongo_live_log import MongoLiveLog
from publish.adapters.mongo_subscriptions import MongoDispatchLease, MongoSubscriptions
from publish.adapters.mongo_websub import MongoIntents, MongoLeases
from publish.adapters.redis_subscription_streams import RedisSubscriptionStreams
from publish.feeds.documents import FORMATS, FeedDocuments
from publish.log.history import LogHistory
from publish.settings import PublishSettings
from publish.subscriptions.deliver import Courier
from publish.subscriptions.dispatcher import LEASE_SECONDS, Dispatcher, Ports
from publish.subscriptions.feed import LogFeed
from publish.subscriptions.feed_addresses import FeedAddresses
from publish.subscriptions.manage import SubscriptionDesk
from publish.subscriptions.render import Renderer
from publish.subscriptions.schedule import Schedule
from publish.subscriptions.secrets import Sealer
from publish.subscriptions.target_urls import GuardedTargets
from publish.websub.hub import Bounds, FeedHub
from publish.websub.pings import CurrentFeeds, FeedTransport
from publish.websub.verifier import IntentVerifier, VerifierPorts


@dataclass(frozen=True, slots=True)
class Dispatching:
    """Parts that the routes and the tasks share. `tail` listens to the log's tail."""

    store: MongoSubscriptions
    sender: AiohttpSender
    sealer: Sealer
    renderer: Renderer
    tail: LogFeed
    dispatcher: Dispatcher
    feeds: FeedAddresses
    intents: MongoIntents
    leases: MongoLeases
    hub: FeedHub
    verifier: IntentVerifier

    async def ensure_indexes(self) -> None:
        """Creates every index that their queries rely on. Idempotent."""
        await self.store.ensure_indexes()
        await self.intents.ensure_indexes()
        await self.leases.ensure_indexes()

    def changed(self) -> None:
        """Wakes the tasks of this process: an owner changed a subscription."""
        self.dispatcher.changed()
        self.verifier.changed()


def compose_dispatching(
    settings: PublishSettings,
    connections: Connections,
    clock: Clock,
    history: LogHistory,
    archive: MongoLiveLog,
    facts: MongoFacts,
    streams: RedisSubscriptionStreams,
    documents: FeedDocuments,
) -> Dispatching:
    """All of it, nothing running yet."""
    store, sender, tail = MongoSubscriptions(connections.db), AiohttpSender(settings.webhook_guard), LogFeed()
    sealer, renderer = Sealer(settings.secrets_keys), Renderer(history, archive, facts)
    courier, schedule = Courier(sender, sealer, clock), Schedule()
    intents, leases = MongoIntents(connections.db), MongoLeases(connections.db)
    feeds = FeedAddresses(documents.publication.base, settings.languages, tuple(FORMATS))
    bounds = Bounds(settings.websub_subscriptions, settings.websub_subscriptions_of_host)
    verifier = IntentVerifier(
        VerifierPorts(
            addresses=feeds,
            subscriptions=store,
            leases=leases,
            intents=intents,
            log=history,
            sender=sender,
            bounds=bounds,
            clock=clock,
            schedule=schedule,
        )
    )
    hub = FeedHub(
        addresses=feeds,
        subscriptions=store,
        leases=leases,
        intents=intents,
        sealer=sealer,
        targets=GuardedTargets(settings.webhook_guard),
        bounds=bounds,
        clock=clock,
        changed=verifier.changed,
    )
    dispatcher = Dispatcher(
        Ports(
            store=store,
            lease=MongoDispatchLease(connections.db, settings.instance, LEASE_SECONDS),
            log=history,
            streams=streams,
            oldest_kept_ms=lambda: oldest_kept_ms(clock, settings.retention_hours),
            renderer=renderer,
            courier=courier,
            feed=tail,
            clock=clock,
            schedule=schedule,
            feeds=FeedTransport(CurrentFeeds(documents), feeds, sender, sealer, clock, courier.log),
            intents=verifier.run,
        )
    )
    return Dispatching(
        store, sender, sealer, renderer, tail, dispatcher, feeds, intents, leases, hub, verifier
    )


def subscription_desk(
    settings: PublishSettings, dispatching: Dispatching, history: LogHistory, clock: Clock
) -> SubscriptionDesk:
    """Owners' calls, with a courier of their own."""
    return SubscriptionDesk(
        dispatching.store,
        history,
        Courier(dispatching.sender, dispatching.sealer, clock),
        dispatching.renderer,
        GuardedTargets(settings.webhook_guard),
        dispatching.feeds,
        Topology(settings.partitions).subscription_stream,
        settings.languages,
        clock,
        changed=dispatching.changed,
    )
