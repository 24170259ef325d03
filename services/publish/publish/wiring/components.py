"""Components that the consumers, the periodic work and the routes share, composed once."""

from dataclasses import dataclass

from newsroom.live import Hub, LiveSettings
from newsroom.runtime.process import raise_open_file_limit
from newsroom.streams.connections import Connections
from newsroom.streams.upkeep import oldest_kept_ms
from publish.adapters.aiohttp_webhooks import AiohttpSender
from publish.adapters.mongo_facts import MongoFacts
from publish.adapters.mongo_live_log import MongoLiveLog
from publish.adapters.mongo_subscriptions import MongoDispatchLease, MongoSubscriptions
from publish.adapters.redis_live_log import RedisLiveLog
from publish.adapters.redis_subscription_streams import LiveLogWithStreams, RedisSubscriptionStreams
from publish.hot.invalidation import InvalidationIndex
from publish.hot.log_head import LogHeadCheck
from publish.log.history import LogHistory
from publish.log.live_reader import LiveReader
from publish.log.redact import redact_event
from publish.log.retention import ArchiveRetention
from publish.settings import PublishSettings
from publish.subscriptions.deliver import Courier
from publish.subscriptions.dispatcher import LEASE_SECONDS, Dispatcher, Ports
from publish.subscriptions.feed import LogFeed
from publish.subscriptions.render import Renderer
from publish.subscriptions.schedule import Schedule
from publish.subscriptions.secrets import Sealer
from publish.visibility.embargoes import EmbargoClock
from publish.visibility.page_urls import PageUrls
from publish.visibility.reconcile import Reconciler
from publish.wiring.listeners import TailListeners


@dataclass(frozen=True, slots=True)
class Components:
    """Shared objects between the connections and the edges."""

    urls: PageUrls
    facts: MongoFacts
    archive: MongoLiveLog
    recent: RedisLiveLog
    reconciler: Reconciler
    embargoes: EmbargoClock
    retention: ArchiveRetention
    history: LogHistory
    index: InvalidationIndex
    hub: Hub
    head_check: LogHeadCheck
    subscriptions: MongoSubscriptions
    sender: AiohttpSender
    courier: Courier
    renderer: Renderer
    dispatcher: Dispatcher


def compose(settings: PublishSettings, connections: Connections) -> Components:
    """All components, none of them running yet."""
    publisher, clock = connections.publisher, connections.clock
    urls = PageUrls(settings.public_url.rstrip("/"))
    facts, archive = MongoFacts(connections.db), MongoLiveLog(connections.db)
    streams = RedisSubscriptionStreams(connections.redis, connections.topology)
    recent = LiveLogWithStreams(connections.redis, connections.topology, streams)
    reconciler = Reconciler(facts, publisher, urls, clock)
    retention, index = ArchiveRetention(clock, settings.archive_days), InvalidationIndex()
    history = LogHistory(recent, archive, retention.resumable_since_ms)
    feed = LogFeed()
    reader = LiveReader(history, recent, TailListeners(index, feed))
    subscriptions, sender = MongoSubscriptions(connections.db), AiohttpSender(settings.webhook_guard)
    courier = Courier(sender, Sealer(settings.secrets_keys), clock)
    renderer = Renderer(history, archive, facts)
    lease = MongoDispatchLease(connections.db, settings.instance, LEASE_SECONDS)
    dispatcher = Dispatcher(
        Ports(
            store=subscriptions,
            lease=lease,
            log=history,
            streams=streams,
            oldest_kept_ms=lambda: oldest_kept_ms(clock, settings.retention_hours),
            renderer=renderer,
            courier=courier,
            feed=feed,
            clock=clock,
            schedule=Schedule(),
        )
    )
    return Components(
        urls,
        facts,
        archive,
        recent,
        reconciler,
        EmbargoClock(facts, reconciler, publisher, clock),
        retention,
        history,
        index,
        Hub(reader, clock, LiveSettings.within(raise_open_file_limit()), redact_event),
        LogHeadCheck(reader, index, clock),
        subscriptions,
        sender,
        courier,
        renderer,
        dispatcher,
    )
