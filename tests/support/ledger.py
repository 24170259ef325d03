"""The ledger, copied from its stream to MongoDB as publish does it."""

from newsroom.events.catalogue import DOCUMENT_RECEIVED
from newsroom.events.documents import DocumentReceived
from newsroom.events.envelope import Event
from newsroom.stores.mongo import Database
from newsroom.stores.redis import RedisClient
from newsroom.streams.redis_commands import read_range
from newsroom.streams.wire import decode
from publish.adapters.mongo_receipts import MongoReceipts
from publish.receipts.handlers import ReceiptHandler


async def entered(redis: RedisClient) -> list[DocumentReceived]:
    """All that was entered, in order."""
    return [event.data for event in await _events(redis)]


async def keep(redis: RedisClient, db: Database) -> None:
    """Brings MongoDB up to date."""
    events = await _events(redis)
    if events:
        await ReceiptHandler(MongoReceipts(db), days=0, raw_days=0).keep(events)


async def _events(redis: RedisClient) -> list[Event[DocumentReceived]]:
    stream = DOCUMENT_RECEIVED.stream
    return [decode(entry, stream) for entry in await read_range(redis, stream)]
