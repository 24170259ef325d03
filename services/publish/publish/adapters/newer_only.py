"""Guarded writes: what is older and arrives late is never written over what is newer, in one round trip."""

from collections.abc import Sequence

from motor.motor_asyncio import AsyncIOMotorCollection
from pymongo.errors import BulkWriteError

from newsroom.stores.mongo import Fields

_DUPLICATE = 11000


def is_above(number: str, value: int) -> Fields:
    """Whether `value` is above the stored number; anything is above none."""
    return {"$gt": [value, {"$ifNull": [f"${number}", 0]}]}


def replace_if_above(number: str, value: int, fields: Fields) -> list[Fields]:
    """Replaces everything where `value` is above the stored `number`.

    An update pipeline: the filter form `{number: {$lt: n}}` with upsert would raise duplicate-key errors.
    """
    above = is_above(number, value)
    return [{"$replaceWith": {"$cond": [above, {"$literal": fields}, "$$ROOT"]}}]


async def insert_new(collection: AsyncIOMotorCollection[Fields], documents: Sequence[Fields]) -> bool:
    """Inserts those that are not there yet, by `_id`; whether that was all of them."""
    if not documents:
        return True
    try:
        await collection.insert_many(documents, ordered=False)
    except BulkWriteError as error:
        if any(one["code"] != _DUPLICATE for one in error.details["writeErrors"]):
            raise
        if error.details["writeConcernErrors"]:
            raise
        return False
    return True
