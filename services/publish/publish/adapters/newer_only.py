"""Guarded updates: one round trip, an update pipeline that changes nothing unless a number rose.

So what is older and arrives late is never written over what is newer.

The filter form `{number: {$lt: n}}` with upsert would raise duplicate-key errors and is slower.
"""

from newsroom.stores.mongo import Fields


def is_above(number: str, value: int) -> Fields:
    """Whether `value` is above the stored number; anything is above none."""
    return {"$gt": [value, {"$ifNull": [f"${number}", 0]}]}


def is_newer(prefix: str, epoch: int, revision: int) -> Fields:
    """Whether a revision is newer than that stored under a prefix: of a later epoch, or a higher number."""
    stored = [{"$ifNull": [f"${prefix}{name}", 0]} for name in ("epoch", "revision")]
    return {"$gt": [[epoch, revision], stored]}


def set_if_above(number: str, value: int, fields: Fields) -> list[Fields]:
    """Sets fields where `value` is above the stored `number`."""
    above = is_above(number, value)
    return [{"$set": {name: {"$cond": [above, {"$literal": v}, f"${name}"]} for name, v in fields.items()}}]


def replace_if_above(number: str, value: int, fields: Fields) -> list[Fields]:
    """Replaces everything where `value` is above the stored `number`."""
    above = is_above(number, value)
    return [{"$replaceWith": {"$cond": [above, {"$literal": fields}, "$$ROOT"]}}]
