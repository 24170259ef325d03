"""The edge towards the streams: the desk's orders and settings in."""

from ingest.articles.desk_orders import DeskOrders
from ingest.articles.desk_settings import DeskSettings
from newsroom.events.catalogue import ARTICLE_ORDERED, SOURCE_QUARANTINED
from newsroom.streams.router import Router
from newsroom.streams.topology import INGEST


def ingest_router(orders: DeskOrders, settings: DeskSettings) -> Router:
    """Group `ingest`. What answers an order is written with the article, so nothing is emitted here."""
    return (
        Router()
        .on(ARTICLE_ORDERED, orders.handle_orders)
        .on(SOURCE_QUARANTINED, settings.handle_quarantines)
        .covering(INGEST)
    )
