"""Composition of the subscriptions: their store, the sender, and the dispatcher with all it needs."""

from dataclasses import dataclass

from newsroom.streams.connections import Connections
from newsroom.streams.upkeep import oldest_kept_ms
from publish.adapters.aiohttp_webhooks import AiohttpSender
from publish.adapters.mongo_facts import MongoFacts
from publish.adapters.mongo_live_log import MongoLiveLog
from publish.adapters.mongo_subscriptions import MongoDispatchLease, MongoSubscriptions
from publish.adapters.redis_subscription_streams import RedisSubscriptionStreams
from publish.log.history import LogHistory
from publish.settings import PublishSettings
from publish.subscriptions.deliver import Courier
from publish.subscriptions.dispatcher import LEASE_SECONDS, Dispatcher, Ports
from publish.subscriptions.feed import LogFeed
from publish.subscriptions.render import Renderer
from publish.subscriptions.schedule import Schedule
from publish.subscriptions.secrets import Sealer


@dataclass(frozen=True, slots=True)
class Dispatching:
    """Parts that the routes and the tasks share. `tail` listens to the log's tail."""

    store: MongoSubscriptions
    sender: AiohttpSender
    sealer: Sealer
    renderer: Renderer
    tail: LogFeed
    dispatcher: Dispatcher


def compose_dispatching(
    settings: PublishSettings,
    connections: Connections,
    history: LogHistory,
    archive: MongoLiveLog,
    facts: MongoFacts,
    streams: RedisSubscriptionStreams,
) -> Dispatching:
    """All of it, nothing running yet."""
    clock, tail = connections.clock, LogFeed()
    store, sender = MongoSubscriptions(connections.db), AiohttpSender(settings.webhook_guard)
    sealer, renderer = Sealer(settings.secrets_keys), Renderer(history, archive, facts)
    dispatcher = Dispatcher(
        Ports(
            store=store,
            lease=MongoDispatchLease(connections.db, settings.instance, LEASE_SECONDS),
            log=history,
            streams=streams,
            oldest_kept_ms=lambda: oldest_kept_ms(clock, settings.retention_hours),
            renderer=renderer,
            courier=Courier(sender, sealer, clock),
            feed=tail,
            clock=clock,
            schedule=Schedule(),
        )
    )
    return Dispatching(store, sender, sealer, renderer, tail, dispatcher)
