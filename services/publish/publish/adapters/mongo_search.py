"""Search index in a collection of its own, `search`: of each article its stems, and its filters' fields.

Written apart from what is shown, since an index over the stems costs ten times what showing the article
does: an article is shown at once and entered a moment later. `unsearched` marks those not yet entered;
whoever searches enters them first, so that an answer misses nothing that is in the log before its cursor.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from pymongo import UpdateOne

from newsroom.events.topics import Filter
from newsroom.stores.mongo import Database, Fields, mongo_adapter
from publish.adapters.mongo_filters import filter_query, newest_first
from publish.adapters.newer_only import replace_if_above
from publish.feeds.feed_page import PageToken
from publish.reads.search import SearchQuery, searchable
from publish.visibility.facts import ArticleFacts

_BATCH = 10
_MOST_BATCHES = 20
"""Of one search. Behind a rebuild of a whole archive nobody waits for all of it."""


@dataclass(frozen=True, slots=True)
class Hits:
    """Articles that have the words, newest first. `following` is where the next page begins."""

    ids: list[str]
    following: PageToken | None


@mongo_adapter
class MongoSearch:
    """Finds articles by their words."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._entering = asyncio.Lock()

    async def catch_up(self) -> None:
        """Enters what was shown a moment ago; all who ask at once wait for the same."""
        async with self._entering:
            for _ in range(_MOST_BATCHES):
                if await self.enter(_BATCH) < _BATCH:
                    return

    async def find(self, wanted: Filter, limit: int, below: PageToken | None, query: SearchQuery) -> Hits:
        """A page of hits."""
        branches: list[Fields] = [
            {"language": language, "stems": {"$all": sorted(stems)}}
            for language, stems in query.stems.items()
            if stems
        ]
        if not branches:
            return Hits([], None)
        asked = filter_query(Filter(categories=wanted.categories, tags=wanted.tags), below)
        found = self._db.search.find(_any_of(branches, asked), {"published_at": 1})
        found = found.sort(newest_first()).limit(limit + 1)
        hits = [PageToken(entry["published_at"], entry["_id"]) async for entry in found]
        ids = [hit.article_id for hit in hits[:limit]]
        return Hits(ids, hits[limit - 1] if len(hits) > limit else None)

    async def enter(self, limit: int) -> int:
        """Enters up to `limit` articles that were shown anew, or takes them out; returns how many."""
        found = self._db.articles.find({"unsearched": True}).limit(limit)
        shown = [ArticleFacts.model_validate(fields) async for fields in found]
        if shown:
            await self._db.search.bulk_write([_entry(facts) for facts in shown], ordered=False)
            # Only where nothing was shown in between; else it is entered once more.
            done = [
                UpdateOne({"_id": facts.id, "seq": facts.seq}, {"$unset": {"unsearched": ""}})
                for facts in shown
            ]
            await self._db.articles.bulk_write(done, ordered=False)
        return len(shown)


def _any_of(branches: Sequence[Fields], asked: Fields) -> Fields:
    """Each language with the whole condition, so that each is a range of the index."""
    whole = [{**branch, **asked} for branch in branches]
    return whole[0] if len(whole) == 1 else {"$or": whole}


def _entry(facts: ArticleFacts) -> UpdateOne:
    fields: Fields = {"_id": facts.id, "seq": facts.seq}
    public = facts.public
    if public is not None:
        fields |= {
            "language": public.language,
            "category": public.category,
            "tags": [{"id": tag.id} for tag in public.tags],
            "published_at": public.published_at,
            "stems": sorted(searchable(public)),
        }
    return UpdateOne({"_id": facts.id}, replace_if_above("seq", facts.seq, fields), upsert=True)
