"""Tag counts over time: one aggregation over an index."""

from collections.abc import Collection

from newsroom.events.desk import TopicCuration
from newsroom.stores.mongo import Database, Fields, mongo_adapter
from publish.reads.trending import TopicCount, Windows


@mongo_adapter
class MongoTrending:
    """Counts what is shown."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def counts(self, windows: Windows, languages: Collection[str]) -> list[TopicCount]:
        """Tags of the stories published within the windows, in these languages or, if none, in all.

        A label is that of the newest article that bears the tag.
        """
        groups = self._db.articles.aggregate(_pipeline(windows, languages))
        return [TopicCount(tag["_id"], tag["label"], tag["recent"], tag["past"]) async for tag in groups]

    async def curations(self) -> list[TopicCuration]:
        """The topics that editors pinned or hid."""
        curations = self._db.curations.find({"state": {"$ne": "cleared"}})
        return [TopicCuration.model_validate(fields) async for fields in curations]


def _pipeline(windows: Windows, languages: Collection[str]) -> list[Fields]:
    published: Fields = {"$gte": windows.start, "$lte": windows.end}
    match: Fields = {"public.first_published_at": published}
    if languages:
        match["public.language"] = {"$in": sorted(languages)}
    recent = {"$gte": ["$at", windows.turn]}
    return [
        {"$match": match},
        {
            "$project": {
                "tag": "$public.tags",
                "story": "$public.story_id",
                "at": "$public.first_published_at",
            }
        },
        {"$unwind": "$tag"},
        {
            "$group": {
                "_id": {"tag": "$tag.id", "story": "$story"},
                "at": {"$max": "$at"},
                "newest": {"$max": {"at": "$at", "label": "$tag.label"}},
            }
        },
        {
            "$group": {
                "_id": "$_id.tag",
                "newest": {"$max": "$newest"},
                "recent": {"$sum": {"$cond": [recent, 1, 0]}},
                "past": {"$sum": {"$cond": [recent, 0, 1]}},
            }
        },
        {"$match": {"recent": {"$gt": 0}}},
        {"$project": {"label": "$newest.label", "recent": 1, "past": 1}},
    ]
