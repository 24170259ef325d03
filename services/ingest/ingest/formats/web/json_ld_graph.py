"""JSON-LD's references: a person or a picture that a node names by its `@id` alone, put where it is named."""

from collections.abc import Iterable, Iterator, Mapping

from pydantic import JsonValue

from ingest.formats.syntax.json_node import listed

_REFERRING = ("author", "creator", "image", "publisher", "sourceOrganization", "video")
_DEEPEST = 8

Members = Mapping[str, JsonValue]


def named_in(scripts: Iterable[JsonValue]) -> dict[str, Members]:
    """What the graphs of a page tell of each `@id`, the fullest of several."""
    named: dict[str, Members] = {}
    for one in (one for script in scripts for one in _members_of(script, 0)):
        name = one.get("@id")
        if isinstance(name, str) and len(one) > len(named.get(name, ())):
            named[name] = one
    return named


def filled(value: JsonValue, named: Mapping[str, Members]) -> JsonValue:
    """An object with what it refers to in place; what it says of it itself counts first."""
    if not isinstance(value, dict):
        return value
    found = {name: [_one(one, named) for one in listed(value[name])] for name in _REFERRING if name in value}
    return {**value, **found}


def _one(value: JsonValue, named: Mapping[str, Members]) -> JsonValue:
    name = value.get("@id") if isinstance(value, dict) else None
    return {**named.get(name, {}), **value} if isinstance(value, dict) and isinstance(name, str) else value


def _members_of(value: JsonValue, depth: int) -> Iterator[Members]:
    for one in listed(value):
        if isinstance(one, dict) and depth <= _DEEPEST:
            yield one
            yield from _members_of(one.get("@graph"), depth + 1)
