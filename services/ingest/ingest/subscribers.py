"""The edge towards the streams: the desk's orders in."""

from ingest.articles.desk_orders import DeskOrders
from newsroom.events.catalogue import ARTICLE_ORDERED
from newsroom.streams.router import Router
from newsroom.streams.topology import INGEST


def ingest_router(orders: DeskOrders) -> Router:
    """Group `ingest`. What answers an order is written with the article, so nothing is emitted here."""
    return Router().on(ARTICLE_ORDERED, orders.handle_orders).covering(INGEST)
