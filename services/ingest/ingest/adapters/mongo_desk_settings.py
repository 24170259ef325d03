"""The desk's settings of sources as publish has written them to MongoDB: `desk_acts`, `quarantines`."""

from collections.abc import AsyncIterator

from newsroom.events.desk import ArticleOrder, SourceQuarantine
from newsroom.stores.mongo import Database, mongo_adapter


@mongo_adapter
class MongoDeskSettings:
    """A SettingsArchive. Calls raise StoreUnavailableError."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def answers(self) -> AsyncIterator[ArticleOrder]:
        answered = self._db.desk_acts.find(
            {"order": {"$in": ["release", "reopen"]}, "cause": {"$type": "string"}}
        )
        async for fields in answered.sort("number", 1):
            yield ArticleOrder.model_validate(fields)

    async def quarantines(self) -> AsyncIterator[SourceQuarantine]:
        async for fields in self._db.quarantines.find():
            yield SourceQuarantine.model_validate(fields)
