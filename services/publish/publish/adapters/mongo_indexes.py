"""Indexes that publish's queries rely on."""

import re

from pymongo import ASCENDING, DESCENDING, IndexModel
from pymongo.errors import OperationFailure

from newsroom.stores.mongo import Database, Fields

_OF_DECISIONS = ("article_id", "other_id", "act_id")


# Named after `published_at`, by which lists were ordered before there was `first_published_at`.
_OUTDATED = re.compile(r"public\.published_at_-1")
_INDEX_NOT_FOUND = 27


async def ensure_indexes(db: Database) -> None:
    """Creates every index that a query here relies on. Idempotent."""
    await _order_by_first_publication(db)
    await _for_readers(db)
    await _for_the_desk(db)
    in_order = [("article_id", ASCENDING), ("epoch", ASCENDING), ("revision", ASCENDING)]
    await db.revisions.create_indexes([IndexModel(in_order)])
    await db.live_log.create_indexes(
        [
            IndexModel([("article_id", ASCENDING), ("seq", ASCENDING)]),
            IndexModel("names"),
            IndexModel(
                [("change", ASCENDING), ("_id", ASCENDING)],
                partialFilterExpression={"change": "withdrawn"},
            ),
            IndexModel([("removal_due", ASCENDING)], partialFilterExpression={"removal_due": True}),
            IndexModel([("redacted", ASCENDING)], partialFilterExpression={"redacted": True}),
        ]
    )


async def _for_readers(db: Database) -> None:
    newest_first = [("public.first_published_at", DESCENDING), ("_id", DESCENDING)]
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


async def _for_the_desk(db: Database) -> None:
    """Indexes of what translate reads and publish alone writes."""
    newest_received = [("content.published_at", DESCENDING), ("_id", DESCENDING)]
    await db.articles.create_indexes(
        [
            IndexModel([("words", ASCENDING)]),
            IndexModel(newest_received),
            IndexModel([("content.category", ASCENDING), *newest_received]),
            IndexModel(
                [("content.received_at", DESCENDING)],
                partialFilterExpression={"content.language_doubt": {"$type": "string"}},
            ),
        ]
    )
    await db.decisions.create_indexes([IndexModel([(name, ASCENDING)]) for name in _OF_DECISIONS])
    answered = {"cause": {"$type": "string"}}
    await db.desk_acts.create_indexes(
        [
            IndexModel([("article_id", ASCENDING)]),
            IndexModel(
                [("subscription_id", ASCENDING), ("number", DESCENDING)],
                partialFilterExpression={"subscription_id": {"$type": "string"}},
            ),
            IndexModel([("number", ASCENDING)], partialFilterExpression=answered),
        ]
    )
    await db.held.create_indexes(
        [
            IndexModel([("status", ASCENDING), ("received_at", DESCENDING), ("_id", DESCENDING)]),
            IndexModel([("status", ASCENDING), ("causes", ASCENDING)]),
        ]
    )


async def _order_by_first_publication(db: Database) -> None:
    """Gives what was written before `first_published_at` its value, and drops the indexes of that time."""
    shown: Fields = {"public.published_at": {"$type": "date"}, "public.first_published_at": None}
    await db.articles.update_many(shown, [{"$set": {"public.first_published_at": "$public.published_at"}}])
    for name in await db.articles.index_information():
        if _OUTDATED.search(name):
            await _drop(db, name)


async def _drop(db: Database, name: str) -> None:
    """Drops an index of the articles, which another replica may be dropping too."""
    try:
        await db.articles.drop_index(name)
    except OperationFailure as error:
        if error.code != _INDEX_NOT_FOUND:
            raise
