"""The composition root: everything ingest is made of, put together once."""

from fastapi import FastAPI

from ingest.access.keys import KeyRing
from ingest.access.senders import Senders
from ingest.adapters.key_file import KeyFile
from ingest.adapters.redis_sources import RedisSources
from ingest.content.language import ranking
from ingest.http.articles import Edge, api
from ingest.http.ledger import LedgerEdge, ledger_api
from ingest.pipeline.acting import Acting
from ingest.settings import IngestSettings
from ingest.sources.polling.supervise import Polling
from ingest.subscribers import ingest_router
from ingest.wiring.intake import Intake, intake
from ingest.wiring.lifespan import lifespan_of
from ingest.wiring.polling import polling_of
from newsroom.http.app import Ready, create_app
from newsroom.runtime.clock import Clock, SystemClock
from newsroom.streams.asyncapi import asyncapi_document
from newsroom.streams.connections import Connections
from newsroom.streams.consumers import ConsumerGroup, Consumers
from newsroom.streams.topology import INGEST

_ORDERS_AT_ONCE = 20
_KEYLESS = "no API key is configured: set NEWSROOM_INGEST_KEY or NEWSROOM_INGEST_KEYS_FILE"


def build(settings: IngestSettings, clock: Clock | None = None) -> FastAPI:
    """ingest, ready to be served. Raises ValueError for a language or a file of settings that is none."""
    stores = Connections.of(settings, INGEST, clock or SystemClock())
    made = intake(settings, stores)
    key_file = KeyFile(settings.ingest_keys_file)
    keys = KeyRing(settings.ingest_key, settings.ingest_keys, lambda: key_file.keys)
    polling = _polling(settings, stores, made)
    group = ConsumerGroup(INGEST, ingest_router(made.orders), _ORDERS_AT_ONCE)
    # Not part of being ready: senders are answered whether or not the desk's orders can be read just now.
    orders = Consumers.of(settings, stores, made.guard, [group])
    app = create_app(
        INGEST,
        ready=_ready(keys, made),
        lifespan=lifespan_of(settings, stores, made.watch, orders, polling, key_file),
        settings=settings,
        asyncapi=asyncapi_document,
    )
    _add_routes(app, settings, Senders(keys, stores.clock), made, polling)
    return app


def _polling(settings: IngestSettings, stores: Connections, made: Intake) -> Polling:
    sources = RedisSources(
        stores.redis,
        stores.topology,
        stores.publisher,
        instance=settings.instance,
        lease_seconds=settings.source_lease_seconds,
    )
    rank = ranking(settings.languages)
    return polling_of(settings, sources, made.reception, rank, stores.clock, made.watch)


def _ready(keys: KeyRing, made: Intake) -> Ready:
    async def ready() -> list[str]:
        keyless = [_KEYLESS] if keys.is_empty else []
        return keyless + list(made.watch.verdict.reasons)

    return ready


def _add_routes(
    app: FastAPI, settings: IngestSettings, senders: Senders, made: Intake, polling: Polling
) -> None:
    edge = Edge(
        senders,
        made.watch,
        made.reception,
        made.withdrawing,
        Acting(made.ledger),
        polling,
        settings.article_limit,
        settings.document_limit,
    )
    app.include_router(api(edge))
    app.include_router(ledger_api(LedgerEdge(senders, made.ledgers, made.reparsing, made.watch)))
