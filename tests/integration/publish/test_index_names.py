from newsroom.stores.mongo import Database
from newsroom.stores.mongo_facts import MongoFactsReader
from newsroom.stores.mongo_index_names import INDEXES
from publish.adapters.mongo_receipts import MongoReceipts
from publish.adapters.mongo_subscriptions import MongoSubscriptions

OF_INGEST = "journal"


async def test_the_list_of_indexes_is_what_publish_makes(db: Database) -> None:
    await MongoReceipts(db).ensure_indexes()
    await MongoSubscriptions(db).ensure_indexes()
    reader = MongoFactsReader(db)
    collections = {*await db.list_collection_names(), *INDEXES} - {OF_INGEST}
    made = {name: await reader.indexes(name) - {"_id_"} for name in collections}
    assert {name: indexes for name, indexes in made.items() if indexes} == {
        name: indexes for name, indexes in INDEXES.items() if name != OF_INGEST
    }
