"""JSON-LD's references: a person or a picture that a node names by its `@id` alone, put where it is named."""

from collections.abc import Iterable, Iterator, Mapping

from pydantic import JsonValue

from ingest.formats.syntax.json_node import listed

_REFERRING = ("author", "creator", "image", "publisher", "sourceOrganization", "video")
_DEEPEST = 8

Members = Mapping[str, JsonValue]


def named_in(scripts: Iterable[JsonValue]) -> dict[str, Members]:
    """The objects of a page's graphs by their `@id`, the fullest of several."""
    named: dict[str, Members] = {}
    for node in (node for script in scripts for node in _members_of(script, 0)):
        name = node.get("@id")
        if isinstance(name, str) and len(node) > len(named.get(name, ())):
            named[name] = node
    return named


def filled(value: JsonValue, named: Mapping[str, Members]) -> JsonValue:
    """An object with what it refers to in place; what it says of it itself counts first."""
    if not isinstance(value, dict):
        return value
    referred = {
        name: [_one(reference, named) for reference in listed(value[name])]
        for name in _REFERRING
        if name in value
    }
    return {**value, **referred}


def _one(value: JsonValue, named: Mapping[str, Members]) -> JsonValue:
    name = value.get("@id") if isinstance(value, dict) else None
    return {**named.get(name, {}), **value} if isinstance(value, dict) and isinstance(name, str) else value


def _members_of(value: JsonValue, depth: int) -> Iterator[Members]:
    for node in listed(value):
        if isinstance(node, dict) and depth <= _DEEPEST:
            yield node
            yield from _members_of(node.get("@graph"), depth + 1)
