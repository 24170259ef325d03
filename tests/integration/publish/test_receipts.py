"""Who sent what, and what was sent, as publish keeps it."""

from datetime import timedelta
from typing import Any

from newsroom.events.catalogue import DOCUMENT_RECEIVED
from newsroom.events.documents import DocumentReceived, Raw, Receipt, document_id
from newsroom.events.envelope import Event
from newsroom.stores.mongo import Database
from publish.adapters.mongo_receipts import MongoReceipts
from publish.receipts.handlers import ReceiptHandler
from tests.support.articles import NOON, id_of

NAME = document_id(NOON)
RAW = Raw(content=b"\x00\xffraw", media_type="text/html", source="desk", scope=("desk",))
RECEIPTS = (Receipt(id=id_of("a"), revision=1, status="created"), Receipt(status="refused", problem="p"))


def received(**fields: Any) -> DocumentReceived:
    return DocumentReceived(id=NAME, received_at=NOON, sender="wire", key_id="1", format="page", **fields)


def events_of(*documents: DocumentReceived) -> list[Event[DocumentReceived]]:
    """As they come off the stream: written, and read again."""
    events = [DOCUMENT_RECEIVED.event(one, time=NOON) for one in documents]
    return [DOCUMENT_RECEIVED.decode(DOCUMENT_RECEIVED.encode(event)) for event in events]


async def test_what_is_said_twice_of_a_document_comes_together_in_either_order(db: Database) -> None:
    before, after = received(raw=RAW, size=4), received(receipts=RECEIPTS, sources=("desk",))
    bookkeeper = ReceiptHandler(MongoReceipts(db), days=0, raw_days=2)
    for order in ([before], [after], [after, before], [before]):
        await bookkeeper.keep(events_of(*order))
    [receipt] = await db.receipts.find().to_list(None)
    assert (receipt["sender"], receipt["sources"], receipt["until"]) == ("wire", ["desk"], None)
    assert [line["status"] for line in receipt["receipts"]] == ["created", "refused"]
    [document] = await db.documents.find().to_list(None)
    assert (document["content"], document["scope"]) == (b"\x00\xffraw", ["desk"])
    assert document["until"] == NOON + timedelta(days=2)


async def test_the_database_ends_what_is_not_to_be_kept(db: Database) -> None:
    await MongoReceipts(db).ensure_indexes()
    for collection in (db.receipts, db.documents):
        indexes = await collection.index_information()
        assert [one["expireAfterSeconds"] for one in indexes.values() if "expireAfterSeconds" in one] == [0]
