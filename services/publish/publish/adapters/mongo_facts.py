"""Facts of articles and stories in MongoDB: upserts under guards, so that order never matters.

Collections: `articles` (ArticleFacts), `revisions` (every content an article ever had, superseded ones
too), `stories` (the newest snapshot of each).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from pymongo import UpdateOne

from newsroom.events.articles import ArticleRevision, ArticleWithdrawn
from newsroom.events.stories import StorySnapshot
from newsroom.stores.mongo import Database, Fields, mongo_adapter
from newsroom.text.search_words import words_of
from publish.adapters.newer_only import is_newer, replace_if_above, set_if_above
from publish.visibility.facts import ArticleFacts
from publish.visibility.live_change import PendingChange


@mongo_adapter
class MongoFacts:
    """Reads and writes facts. Calls raise `StoreUnavailableError`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def upsert_revisions(self, revisions: Sequence[ArticleRevision]) -> None:
        """Writes contents: each into `revisions`, and into `articles` where none is newer."""
        contents = [
            UpdateOne(
                {"_id": f"{r.id}.{r.order}"},
                {
                    "$setOnInsert": {
                        "article_id": r.id,
                        "revision": r.revision,
                        "epoch": r.epoch,
                        "article": r.model_dump(),
                    }
                },
                upsert=True,
            )
            for r in revisions
        ]
        facts = [_article_upsert(r, r.status, r) for r in revisions]
        if facts:
            await self._db.revisions.bulk_write(contents, ordered=False)
            await self._db.articles.bulk_write(facts, ordered=False)

    async def upsert_withdrawals(self, withdrawals: Sequence[ArticleWithdrawn]) -> None:
        """Writes withdrawals, also of articles that have not arrived yet."""
        facts = [_article_upsert(w, "live" if w.lifted else "withdrawn", None) for w in withdrawals]
        if facts:
            await self._db.articles.bulk_write(facts, ordered=False)

    async def upsert_stories(self, snapshots: Sequence[StorySnapshot]) -> None:
        """Writes snapshots where none is newer, and each member's membership likewise."""
        if not snapshots:
            return
        stories = [
            UpdateOne({"_id": s.id}, replace_if_above("version", s.version, _story_fields(s)), upsert=True)
            for s in snapshots
        ]
        await self._db.stories.bulk_write(stories, ordered=False)
        members = [
            UpdateOne(
                {"_id": member.id},
                set_if_above(
                    "membership",
                    member.membership,
                    {"story_id": s.id, "membership": member.membership, "yields_to": member.yields_to},
                ),
                upsert=True,
            )
            for s in snapshots
            for member in s.articles.values()
        ]
        if members:
            await self._db.articles.bulk_write(members, ordered=False)

    async def articles(self, ids: Iterable[str]) -> dict[str, ArticleFacts]:
        """The facts of those that are there, in this order."""
        wanted = list(ids)
        cursor = self._db.articles.find({"_id": {"$in": wanted}})
        found = {fields["_id"]: ArticleFacts.model_validate(fields) async for fields in cursor}
        return {article_id: found[article_id] for article_id in wanted if article_id in found}

    async def stories(self, ids: Iterable[str]) -> dict[str, StorySnapshot]:
        """The newest snapshots of those that are there."""
        cursor = self._db.stories.find({"_id": {"$in": list(ids)}})
        return {fields["_id"]: _snapshot(fields) async for fields in cursor}

    async def show(self, pending: Sequence[PendingChange]) -> None:
        """Writes visible changes by compare-and-set: each only where nobody raised that `seq` first."""
        writes = [
            UpdateOne({"_id": change.facts.id, "seq": change.facts.seq or None}, _shown(change))
            for change in pending
        ]
        if writes:
            await self._db.articles.bulk_write(writes, ordered=False)

    async def due(self, now: datetime, limit: int) -> list[str]:
        """Ids of articles whose embargo has ended, the earliest first."""
        ended = {"release_at": {"$type": "date", "$lte": now}}  # the type names the partial index
        cursor = self._db.articles.find(ended, {"_id": 1})
        return [fields["_id"] async for fields in cursor.sort("release_at", 1).limit(limit)]

    async def next_release(self) -> datetime | None:
        """The instant at which the next embargo ends."""
        fields = await self._db.articles.find_one(
            {"release_at": {"$type": "date"}}, {"release_at": 1}, sort=[("release_at", 1)]
        )
        return fields["release_at"] if fields else None

    async def released(self, ids: Sequence[str], now: datetime) -> None:
        """Notes that these embargoes have been dealt with."""
        await self._db.articles.update_many(
            {"_id": {"$in": list(ids)}, "release_at": {"$lte": now}}, {"$unset": {"release_at": ""}}
        )

    async def unlogged(self, before: datetime, limit: int) -> list[ArticleFacts]:
        """Articles whose last change, made before an instant, the archive of the live log lacks."""
        cursor = self._db.articles.find({"unlogged": True, "changed_at": {"$lte": before}}).limit(limit)
        return [ArticleFacts.model_validate(fields) async for fields in cursor]


def _article_upsert(
    event: ArticleRevision | ArticleWithdrawn, status: str, content: ArticleRevision | None
) -> UpdateOne:
    """Status of the newest revision, content of the newest revision that has content."""
    revision, newer = event.revision, is_newer("", event.epoch, event.revision)
    changes: Fields = {
        "epoch": {"$cond": [newer, event.epoch, "$epoch"]},
        "revision": {"$cond": [newer, revision, "$revision"]},
        "status": {"$cond": [newer, status, "$status"]},
    }
    if content is not None:
        newer_content = is_newer("content.", content.epoch, revision)
        fields = content.model_dump()
        changes["content"] = {"$cond": [newer_content, {"$literal": fields}, "$content"]}
        changes["words"] = {"$cond": [newer_content, {"$literal": words_of(content.headline)}, "$words"]}
        changes["release_at"] = {"$cond": [newer_content, {"$literal": content.embargo_until}, "$release_at"]}
        if content.suppress_previous:
            changes["suppressed_below"] = {"$max": [revision, {"$ifNull": ["$suppressed_below", 0]}]}
    return UpdateOne({"_id": event.id}, [{"$set": changes}], upsert=True)


def _story_fields(snapshot: StorySnapshot) -> Fields:
    fields = snapshot.model_dump()
    return {"_id": fields.pop("id"), **fields}


def _snapshot(fields: Mapping[str, Any]) -> StorySnapshot:
    return StorySnapshot.model_validate({"id": fields["_id"], **fields})


def _shown(change: PendingChange) -> Fields:
    visible, facts = change.visible, change.facts
    seq = change.seq
    public: Any = None
    if visible.public is not None:
        public = visible.public.model_copy(update={"seq": seq}).model_dump(exclude={"cursor"})
    ever = sorted({*facts.topics_ever, *visible.topics_after})
    return {
        "$set": {
            "seq": seq,
            "public": public,
            "change": visible.change,
            "changed_at": change.at,
            "topics_before": list(visible.topics_before),
            "topics_after": list(visible.topics_after),
            "topics_ever": ever,
            "previous_story_ids": list(change.previous_story_ids),
            "traceparent": change.traceparent,
            "unlogged": True,
            "suppression_shown": facts.suppressed_below,
            "replayable_from": change.replayable_from,
            "released_at": facts.first_release,
            "first_published_at": change.first_published_at,
        }
    }
