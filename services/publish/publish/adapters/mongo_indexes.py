"""Indexes that publish's queries rely on."""

from pymongo import ASCENDING, DESCENDING, IndexModel

from newsroom.stores.mongo import Database

_OF_DECISIONS = ("article_id", "other_id", "act_id")


async def ensure_indexes(db: Database) -> None:
    """Creates every index that a query here relies on. Idempotent."""
    newest_first = [("public.published_at", DESCENDING), ("_id", DESCENDING)]
    await db.articles.create_indexes(
        [
            IndexModel(newest_first),
            IndexModel([("public.language", ASCENDING), *newest_first]),
            IndexModel([("public.category", ASCENDING), *newest_first]),
            IndexModel([("public.language", ASCENDING), ("public.category", ASCENDING), *newest_first]),
            IndexModel([("public.tags.id", ASCENDING), *newest_first]),
            IndexModel([("public.language", ASCENDING), ("public.tags.id", ASCENDING), *newest_first]),
            IndexModel([("story_id", ASCENDING)]),
            IndexModel(
                [("release_at", ASCENDING)], partialFilterExpression={"release_at": {"$type": "date"}}
            ),
            IndexModel([("changed_at", ASCENDING)], partialFilterExpression={"unlogged": True}),
        ]
    )
    await db.revisions.create_indexes([IndexModel([("article_id", ASCENDING), ("revision", ASCENDING)])])
    # For the desk: translate reads it, publish alone writes.
    newest_received = [("content.published_at", DESCENDING), ("_id", DESCENDING)]
    await db.articles.create_indexes(
        [
            IndexModel([("words", ASCENDING)]),
            IndexModel(newest_received),
            IndexModel([("content.category", ASCENDING), *newest_received]),
        ]
    )
    await db.decisions.create_indexes([IndexModel([(name, ASCENDING)]) for name in _OF_DECISIONS])
    await db.desk_acts.create_indexes([IndexModel([("article_id", ASCENDING)])])
    await db.live_log.create_indexes(
        [
            IndexModel([("article_id", ASCENDING), ("seq", ASCENDING)]),
            IndexModel("names"),
            IndexModel([("removal_due", ASCENDING)], partialFilterExpression={"removal_due": True}),
            IndexModel([("redacted", ASCENDING)], partialFilterExpression={"redacted": True}),
        ]
    )
