"""The desk's use cases, reads and sessions, put together for its pages and its API."""

from datetime import timedelta

from newsroom.streams.connections import Connections
from translate.adapters.mongo_desk import MongoDesk
from translate.adapters.mongo_held import MongoHeld
from translate.adapters.mongo_log_archive import MongoLogArchive
from translate.adapters.mongo_subscription_list import MongoSubscriptionList
from translate.adapters.redis_act_records import RedisActRecords
from translate.adapters.redis_sessions import RedisSessions
from translate.desk.acts import DeskActs
from translate.desk.holds import DeskHolds
from translate.desk.orders import DeskOrders
from translate.desk.past_reads import PastReads
from translate.desk.read_model import DeskReadModel
from translate.desk.settlements import DeskSettlements
from translate.desk_site import DeskServices
from translate.desk_site.authentication import Authentication
from translate.desk_site.sessions import Sessions
from translate.settings import TranslateSettings
from translate.wiring.parts import Parts


def desk_services(settings: TranslateSettings, connections: Connections, parts: Parts) -> DeskServices:
    """Everything that the desk's pages call."""
    redis, topology, clock = connections.redis, connections.topology, connections.clock
    publisher, nodes, suggestions = connections.publisher, parts.nodes, parts.suggestions
    orders, held = DeskOrders(publisher, parts.pauses, clock), MongoHeld(connections.db)
    records, texts = RedisActRecords(redis, topology), MongoDesk(connections.db)
    reads = DeskReadModel(
        nodes,
        texts,
        suggestions,
        held,
        parts.pauses,
        records,
        settings.languages,
        clock,
        parts.discrepancies,
        timedelta(minutes=settings.discrepancy_minutes),
    )
    return DeskServices(
        DeskActs(nodes, suggestions, records, publisher, parts.outbox, clock),
        orders,
        DeskHolds(held, orders, clock),
        DeskSettlements(parts.discrepancies, orders),
        reads,
        PastReads(MongoLogArchive(connections.db), reads, orders, clock),
        MongoSubscriptionList(connections.db),
        Authentication(Sessions(settings.editors), RedisSessions(redis, topology), clock),
        parts.live_log,
        clock,
    )
