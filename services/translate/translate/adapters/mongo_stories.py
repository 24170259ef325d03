"""What MongoDB knows of articles, stories and decisions, for recovering the graph of links.

Read only, but for the epoch: publish writes these collections.
"""

import uuid
from collections.abc import AsyncIterator, Iterable
from typing import Any, TypeAlias

from motor.motor_asyncio import AsyncIOMotorClient
from pymongo import ReturnDocument
from pymongo.errors import AutoReconnect, ExecutionTimeout, NetworkTimeout, ServerSelectionTimeoutError

from newsroom.events.articles import ArticleRevision
from newsroom.events.desk import LinkingSwitch
from newsroom.events.stories import LinkDecision, LinkSuggestion, StorySnapshot
from translate.recovery import Membership, StoredArticle

OUTAGES = (AutoReconnect, ExecutionTimeout, NetworkTimeout, ServerSelectionTimeoutError)
_TIMEOUT_MS = 5000
_DEFAULT_NAME = "newsroom"

Client: TypeAlias = AsyncIOMotorClient[dict[str, Any]]


def connect(url: str) -> Client:
    """A client; calls raise one of OUTAGES while MongoDB is away."""
    return AsyncIOMotorClient(
        url, tz_aware=True, serverSelectionTimeoutMS=_TIMEOUT_MS, connectTimeoutMS=_TIMEOUT_MS
    )


def database(client: Client) -> Any:
    """The newsroom's database, to be read."""
    return client.get_default_database(_DEFAULT_NAME)


class MongoStories:
    """Streams what is stored."""

    def __init__(self, client: Client) -> None:
        self._db: Any = database(client)

    async def epoch(self) -> str:
        """The newsroom's epoch; made once, by whoever comes first."""
        found = await self._db.epochs.find_one_and_update(
            {"_id": "newsroom"},
            {"$setOnInsert": {"epoch": uuid.uuid4().hex}},
            upsert=True,
            return_document=ReturnDocument.AFTER,
        )
        return str(found["epoch"])

    async def articles(self) -> AsyncIterator[StoredArticle]:
        """Every article that was ever told of."""
        async for fields in self._db.articles.find({"revision": {"$gt": 0}}):
            content = fields.get("content")
            yield StoredArticle(
                id=fields["_id"],
                revision=fields["revision"],
                withdrawn=fields["status"] == "withdrawn",
                content=ArticleRevision.model_validate(content) if content else None,
                place=Membership(
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
        found = self._db.articles.find({"_id": {"$in": list(article_ids)}, "status": {"$ne": "withdrawn"}})
        stored = [fields.get("content") async for fields in found]
        return [ArticleRevision.model_validate(content) for content in stored if content]

    async def switches(self) -> AsyncIterator[LinkingSwitch]:
        """The newest word on each scope of automatic linking."""
        async for fields in self._db.switches.find():
            yield LinkingSwitch.model_validate(fields)

    async def newest(self, count: int) -> AsyncIterator[ArticleRevision]:
        """The articles published last, newest first, less the withdrawn."""
        found = self._db.articles.find({"public.published_at": {"$type": "date"}}, {"content": 1})
        async for fields in found.sort([("public.published_at", -1), ("_id", -1)]).limit(count):
            yield ArticleRevision.model_validate(fields["content"])
