"""Filters as queries that an index answers, and the order of every feed."""

from newsroom.events.topics import Filter
from newsroom.stores.mongo import Fields
from publish.feeds.feed_page import PageToken


def filter_query(wanted: Filter, below: PageToken | None, prefix: str = "") -> Fields:
    """A filter over documents that hold an article's fields under `prefix`."""
    query: Fields = {f"{prefix}first_published_at": {"$type": "date"}}
    if wanted.languages:
        query[f"{prefix}language"] = {"$in": sorted(wanted.languages)}
    if wanted.categories:
        query[f"{prefix}category"] = {"$in": sorted(wanted.categories)}
    if wanted.tags:
        query[f"{prefix}tags.id"] = {"$in": sorted(wanted.tags)}
    if below is not None:
        query[f"{prefix}first_published_at"] = {"$lte": below.first_published_at}
        query["$or"] = [
            {f"{prefix}first_published_at": {"$lt": below.first_published_at}},
            {"_id": {"$lt": below.article_id}},
        ]
    return query


def newest_first(prefix: str = "") -> list[tuple[str, int]]:
    """By `first_published_at`, then id, both descending."""
    return [(f"{prefix}first_published_at", -1), ("_id", -1)]
