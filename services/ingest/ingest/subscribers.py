"""The edge towards the streams: the desk's orders in."""

from collections.abc import Sequence

from ingest.desk_orders import DeskOrders
from newsroom.events.catalogue import ARTICLE_ORDERED
from newsroom.streams.consumer import Delivery, Handler
from newsroom.streams.outcome import RejectedError
from newsroom.streams.publisher import Emission


def carry_out_orders(orders: DeskOrders) -> Handler:
    """Carries out orders in their order; what answers them is written with the article, so none is left
    to be emitted here."""

    async def handle(deliveries: Sequence[Delivery]) -> Sequence[Emission]:
        for delivery in deliveries:
            if delivery.event.type != ARTICLE_ORDERED.name:
                raise RejectedError(f"ingest knows nothing of {delivery.event.type}")
            await orders.carry_out(delivery.event.data, delivery.event.traceparent)
        return []

    return handle
