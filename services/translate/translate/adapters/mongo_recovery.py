"""Articles, stories, decisions, suggestions and pauses in MongoDB, for recovery and for matching again.

Read only: publish writes these collections.
"""

from collections.abc import AsyncIterator, Iterable

from newsroom.events.articles import ArticleRevision
from newsroom.events.desk import DiscrepancySettlement, LinkingSwitch
from newsroom.events.stories import LinkDecision, LinkSuggestion, StorySnapshot
from newsroom.stores.mongo import Database, mongo_adapter
from translate.recovery.source import Membership, StoredArticle


@mongo_adapter
class MongoRecovery:
    """A RecoverySource, and the Contents of the linker. Calls raise StoreUnavailableError."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def articles(self) -> AsyncIterator[StoredArticle]:
        """Every article that publish has a revision of."""
        async for fields in self._db.articles.find({"revision": {"$gt": 0}}):
            content = fields.get("content")
            yield StoredArticle(
                id=fields["_id"],
                epoch=fields.get("epoch", 0),
                revision=fields["revision"],
                withdrawn=fields["status"] == "withdrawn",
                content=ArticleRevision.model_validate(content) if content else None,
                membership=Membership(
                    fields.get("story_id"), fields.get("membership", 0), fields.get("yields_to")
                ),
            )

    async def stories(self) -> AsyncIterator[StorySnapshot]:
        """The newest snapshot of every story there ever was."""
        async for fields in self._db.stories.find():
            yield StorySnapshot.model_validate({"id": fields["_id"], **fields})

    async def decisions(self) -> AsyncIterator[LinkDecision]:
        """Every decision of an editor."""
        async for fields in self._db.decisions.find():
            yield LinkDecision.model_validate(fields)

    async def suggestions(self) -> AsyncIterator[LinkSuggestion]:
        """Every suggestion, as it stands."""
        async for fields in self._db.suggestions.find():
            yield LinkSuggestion.model_validate({"id": fields["_id"], **fields})

    async def contents(self, article_ids: Iterable[str]) -> list[ArticleRevision]:
        """The newest revision of each of these articles that is there and not withdrawn."""
        wanted = {"_id": {"$in": list(article_ids)}, "status": {"$ne": "withdrawn"}}
        stored = [fields.get("content") async for fields in self._db.articles.find(wanted)]
        return [ArticleRevision.model_validate(content) for content in stored if content]

    async def switches(self) -> AsyncIterator[LinkingSwitch]:
        """The newest switch of each scope of automatic linking."""
        async for fields in self._db.switches.find():
            yield LinkingSwitch.model_validate(fields)

    async def settlements(self) -> AsyncIterator[DiscrepancySettlement]:
        """The newest settlement of every discrepancy."""
        async for fields in self._db.settlements.find():
            yield DiscrepancySettlement.model_validate(fields)

    async def newest(self, count: int) -> AsyncIterator[ArticleRevision]:
        """The articles published last, newest first, less the withdrawn."""
        public = self._db.articles.find({"public.first_published_at": {"$type": "date"}}, {"content": 1})
        async for fields in public.sort([("public.first_published_at", -1), ("_id", -1)]).limit(count):
            yield ArticleRevision.model_validate(fields["content"])
