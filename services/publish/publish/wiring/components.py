"""Components that the consumers, the periodic work and the routes share, composed once."""

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from newsroom.live import Hub, LiveSettings
from newsroom.pages.categories import load_categories
from newsroom.runtime.process import raise_open_file_limit
from newsroom.stores.mongo import MongoDeployment
from newsroom.stores.redis import server_time
from newsroom.streams.connections import Connections
from publish.adapters.mongo_facts import MongoFacts
from publish.adapters.mongo_feed import MongoFeed
from publish.adapters.mongo_live_log import MongoLiveLog
from publish.adapters.redis_live_log import RedisLiveLog
from publish.adapters.redis_subscription_streams import LiveLogWithStreams, RedisSubscriptionStreams
from publish.adapters.tantivy_index import TantivyIndex
from publish.feeds.documents import FeedDocuments
from publish.feeds.edition import Publication
from publish.hot.invalidation import InvalidationIndex
from publish.hot.log_head import LogHeadCheck
from publish.log.history import LogHistory
from publish.log.live_reader import LiveReader
from publish.log.redact import redact_event
from publish.log.retention import ArchiveRetention
from publish.search.follower import IndexFollower
from publish.settings import PublishSettings
from publish.visibility.agreed_clock import AgreedClock, MiddleClock
from publish.visibility.embargoes import EmbargoClock
from publish.visibility.page_urls import PageUrls
from publish.visibility.reconcile import Reconciler
from publish.wiring.dispatching import Dispatching, compose_dispatching
from publish.wiring.listeners import TailListeners

_SEARCH_WAITS_MS = 10_000  # for a change: nobody waits for anything else from it


@dataclass(frozen=True, slots=True)
class Components:
    """Shared objects between the connections and the edges."""

    urls: PageUrls
    facts: MongoFacts
    archive: MongoLiveLog
    recent: RedisLiveLog
    reconciler: Reconciler
    agreed: AgreedClock
    embargoes: EmbargoClock
    retention: ArchiveRetention
    history: LogHistory
    index: InvalidationIndex
    hub: Hub
    head_check: LogHeadCheck
    dispatching: Dispatching
    feed: MongoFeed
    documents: FeedDocuments
    search: TantivyIndex
    search_follower: IndexFollower


def compose(settings: PublishSettings, connections: Connections) -> Components:
    """All components, none of them running yet."""
    publisher, clock = connections.publisher, connections.clock
    urls = PageUrls(settings.public_url.rstrip("/"))
    facts, archive = MongoFacts(connections.db), MongoLiveLog(connections.db)
    streams = RedisSubscriptionStreams(connections.redis, connections.topology)
    recent = LiveLogWithStreams(connections.redis, connections.topology, streams)
    mongo = MongoDeployment(connections.db)
    agreed = AgreedClock(clock, {"redis": partial(server_time, connections.redis), "mongo": mongo.now})
    reconciler = Reconciler(facts, publisher, urls, agreed)
    retention, index = ArchiveRetention(clock, settings.archive_days), InvalidationIndex()
    history = LogHistory(recent, archive, retention.resumable_since_ms)
    feed = MongoFeed(connections.db)
    categories = load_categories(settings.categories_file)
    publication = Publication(settings.site_name, urls.base, settings.languages, categories)
    documents = FeedDocuments(feed, publication)
    dispatching = compose_dispatching(
        settings, connections, MiddleClock(agreed), history, archive, facts, streams, documents
    )
    reader = LiveReader(history, recent, TailListeners(index, dispatching.tail))
    search = TantivyIndex(_search_folder(settings))
    follower = IndexFollower(
        search,
        RedisLiveLog(connections.redis, connections.topology, _SEARCH_WAITS_MS),
        history,
        feed,
        deployment=mongo.id,
        clock=clock,
    )
    return Components(
        urls,
        facts,
        archive,
        recent,
        reconciler,
        agreed,
        EmbargoClock(facts, reconciler, publisher, agreed),
        retention,
        history,
        index,
        Hub(reader, clock, _live_settings(settings), redact_event),
        LogHeadCheck(reader, index, clock),
        dispatching,
        feed,
        documents,
        search,
        follower,
    )


def _live_settings(settings: PublishSettings) -> LiveSettings:
    within = LiveSettings.within(raise_open_file_limit())
    return replace(within, connections_of_address=settings.address_connections)


def _search_folder(settings: PublishSettings) -> Path | None:
    """The folder of this replica, by its name."""
    return settings.search_folder / settings.instance if settings.search_folder else None
