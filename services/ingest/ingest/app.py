"""The composition root: everything ingest is made of, put together once."""

from fastapi import FastAPI, Request, Response

from ingest.acting import Acting
from ingest.adapters.key_file import KeyFile
from ingest.adapters.redis_sources import RedisSources
from ingest.api import Edge, api
from ingest.intake import Intake, Stores, intake
from ingest.keys import KeyRing
from ingest.language import ranking
from ingest.ledger_api import LedgerEdge, ledger_api
from ingest.refusals import unavailable
from ingest.running import lifespan_of
from ingest.senders import Senders
from ingest.settings import IngestSettings
from ingest.sources.assembly import polling_of
from ingest.sources.polling import Polling
from ingest.stores import StoreAwayError
from ingest.subscribers import carry_out_orders
from newsroom.runtime.clock import Clock, SystemClock
from newsroom.runtime.http import Ready, create_app
from newsroom.streams.asyncapi import asyncapi_document
from newsroom.streams.publisher import EpochLostError
from newsroom.streams.reading import Handling, Reading
from newsroom.streams.redis_client import OUTAGES as REDIS_OUTAGES
from newsroom.streams.topology import INGEST

OUTAGES: tuple[type[BaseException], ...] = (*REDIS_OUTAGES, EpochLostError, StoreAwayError)
_ORDERS_AT_ONCE = 20
_KEYLESS = "no API key is configured: set NEWSROOM_INGEST_KEY or NEWSROOM_INGEST_KEYS_FILE"


def build(settings: IngestSettings, clock: Clock | None = None) -> FastAPI:
    """ingest, ready to be served. Raises ValueError for a language or a file of settings that is none."""
    stores = Stores.of(settings, clock or SystemClock())
    made = intake(settings, stores)
    key_file = KeyFile(settings.ingest_keys_file)
    keys = KeyRing(settings.ingest_key, settings.ingest_keys, lambda: key_file.keys)
    polling = _polling(settings, stores, made)
    handling = Handling(INGEST, carry_out_orders(made.orders), _ORDERS_AT_ONCE)
    # Not part of being ready: senders are answered whether or not the desk's orders can be read just now.
    orders = Reading.of(settings, stores, made.guard, [handling], OUTAGES)
    app = create_app(
        INGEST,
        ready=_ready(keys, made),
        lifespan=lifespan_of(settings, stores, made.watch, orders, polling, key_file),
        settings=settings,
        asyncapi=asyncapi_document,
    )
    _add_routes(app, settings, Senders(keys, stores.clock), made, polling)
    return app


def _polling(settings: IngestSettings, stores: Stores, made: Intake) -> Polling:
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

    @app.exception_handler(StoreAwayError)
    async def away(_: Request, error: StoreAwayError) -> Response:
        return unavailable(str(error)).response()
