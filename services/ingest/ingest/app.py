"""The composition root: everything ingest is made of, put together once."""

import structlog
from fastapi import FastAPI

from ingest.access.keys import KeyRing
from ingest.access.pacing import Pacer
from ingest.http.articles import ArticlesEdge, articles_api
from ingest.http.ledger import LedgerEdge, ledger_api
from ingest.http.openapi import ABOUT
from ingest.http.requests import Admission, Authentication
from ingest.http.sources import sources_api
from ingest.http.withdrawals import withdrawals_api
from ingest.reading.pool import ReaderPool, ReadingLimits
from ingest.settings import IngestSettings
from ingest.sources.polling.supervise import PollSupervisor
from ingest.subscribers import ingest_router
from ingest.wiring.lifespan import lifespan_of
from ingest.wiring.parts import Parts, parts_of
from ingest.wiring.sources import source_store_of, supervisor_of
from newsroom.http.app import Ready, create_app
from newsroom.runtime.clock import Clock, SystemClock
from newsroom.runtime.settings import SHORTEST_KEY
from newsroom.streams.asyncapi import asyncapi_document
from newsroom.streams.connections import Connections
from newsroom.streams.consumers import ConsumerGroup, Consumers
from newsroom.streams.topology import INGEST

_log = structlog.get_logger(__name__)
_ORDERS_AT_ONCE = 20
_KEYLESS = "no API key is configured: set NEWSROOM_INGEST_KEY or NEWSROOM_INGEST_KEYS_FILE"
_TOO_SHORT = f"no API key is usable: shorter than {SHORTEST_KEY} characters is that of "


def build(settings: IngestSettings, clock: Clock | None = None) -> FastAPI:
    """Ingest, ready to be served. Raises ValueError for a language or a file of settings that is none."""
    connections = Connections.of(settings, INGEST, clock or SystemClock())
    reader = ReaderPool(settings.readers, ReadingLimits(settings.document_seconds, settings.document_memory))
    parts = parts_of(settings, connections, reader)
    for sender in parts.keys.refused:
        _log.error("keys.too_short", sender=sender, shortest=SHORTEST_KEY)
    polling = supervisor_of(settings, source_store_of(settings, connections), parts, connections.clock)
    group = ConsumerGroup(INGEST, ingest_router(parts.orders, parts.settings), _ORDERS_AT_ONCE)
    # Not part of being ready: senders are answered whether or not the desk's orders can be read just now.
    orders = Consumers.of(settings, connections, parts.guard, [group])
    app = create_app(
        INGEST,
        ready=_ready(parts),
        lifespan=lifespan_of(settings, connections, parts, reader, orders, polling),
        settings=settings,
        asyncapi=asyncapi_document,
        description=ABOUT,
    )
    _add_routes(app, settings, parts, polling, connections.clock)
    return app


def _ready(parts: Parts) -> Ready:
    async def ready() -> list[str]:
        keyless = [_keyless(parts.keys)] if parts.keys.is_empty else []
        return keyless + list(parts.watch.verdict.reasons)

    return ready


def _keyless(keys: KeyRing) -> str:
    return _TOO_SHORT + "; ".join(keys.refused) if keys.refused else _KEYLESS


def _add_routes(
    app: FastAPI, settings: IngestSettings, parts: Parts, polling: PollSupervisor, clock: Clock
) -> None:
    limits = parts.pipeline.limits
    pacer = Pacer(clock)
    sender = Admission(Authentication(parts.keys, clock), limits, pacer)
    edge = ArticlesEdge(
        sender,
        sender.posting,
        sender.known,
        limits,
        parts.pipeline,
        pacer,
        settings.article_limit,
        settings.document_limit,
    )
    app.include_router(articles_api(edge))
    app.include_router(withdrawals_api(edge))
    app.include_router(sources_api(sender, polling, parts.settings))
    app.include_router(ledger_api(LedgerEdge(sender, limits, parts.ledger, parts.reprocessor)))
