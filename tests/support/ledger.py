"""The ledger, copied from its stream to MongoDB as publish does it."""

from newsroom.events.catalogue import DOCUMENT_RECEIVED
from newsroom.events.documents import DocumentReceived
from newsroom.streams.commands import read_range
from newsroom.streams.consumer import Delivery
from newsroom.streams.redis_client import RedisClient
from newsroom.streams.wire import decode
from publish.adapters.mongo import Database
from publish.adapters.mongo_receipts import MongoReceipts
from publish.receipts import Bookkeeper


async def entered(redis: RedisClient) -> list[DocumentReceived]:
    """All that was entered, in order."""
    return [one.event.data for one in await _deliveries(redis)]


async def keep(redis: RedisClient, db: Database) -> None:
    """Brings MongoDB up to date."""
    deliveries = await _deliveries(redis)
    if deliveries:
        await Bookkeeper(MongoReceipts(db), days=0, raw_days=0).handle(deliveries)


async def _deliveries(redis: RedisClient) -> list[Delivery]:
    stream = DOCUMENT_RECEIVED.stream
    return [Delivery(entry, decode(entry, stream)) for entry in await read_range(redis, stream)]
