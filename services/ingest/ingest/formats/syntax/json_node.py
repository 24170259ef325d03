"""JSON as senders make it: names in any case, one where many should be, numbers where texts should be."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from pydantic import JsonValue

from ingest.formats.document import Document
from ingest.formats.syntax.charset import decoded
from newsroom.http.problems import ProblemError


@dataclass(frozen=True, slots=True)
class Node:
    """One JSON object; members are found whatever the case of their names."""

    _members: Mapping[str, JsonValue]

    @classmethod
    def of(cls, value: JsonValue) -> "Node | None":
        return (
            cls({name.lower(): member for name, member in value.items()}) if isinstance(value, dict) else None
        )

    def __contains__(self, name: str) -> bool:
        return self._members.get(name.lower()) not in (None, "", [], {})

    def raw(self, name: str) -> JsonValue:
        return self._members.get(name.lower())

    def members(self) -> Iterator[tuple[str, JsonValue]]:
        """All members, by their names in small letters."""
        yield from self._members.items()

    def members_within(self) -> Iterator[tuple[str, JsonValue]]:
        """All members of the objects within it, however deep; in time linear in their number."""
        waiting: list[JsonValue] = list(self._members.values())
        while waiting:
            value = waiting.pop()
            if isinstance(value, dict):
                yield from value.items()
                waiting.extend(value.values())
            elif isinstance(value, list):
                waiting.extend(value)

    def text(self, *names: str) -> str | None:
        """The first of these members that holds a text; of a list, its first."""
        return next((text for name in names for text in self.texts(name)), None)

    def texts(self, *names: str) -> tuple[str, ...]:
        """All texts of these members, one or many each."""
        return tuple(text for name in names for text in _texts(self.raw(name)))

    def integer(self, name: str) -> int | None:
        """A whole number, also one that is written as text."""
        value = self.raw(name)
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            return None
        try:
            return int(float(value)) if isinstance(value, float) else int(value)
        except (ValueError, OverflowError):
            return None

    def node(self, *names: str) -> "Node | None":
        """The first object of these members; of a list, its first."""
        return next((node for name in names for node in self.nodes(name)), None)

    def nodes(self, *names: str) -> tuple["Node", ...]:
        """All objects of these members, one or many each."""
        nodes = (Node.of(value) for name in names for value in listed(self.raw(name)))
        return tuple(value for value in nodes if value is not None)

    def named_nodes(self, name: str) -> tuple[tuple[str, "Node"], ...]:
        """Objects with their names: the members of an object, or a list whose objects have a `name`."""
        value = self.raw(name)
        if isinstance(value, dict):
            named = ((key, Node.of(member)) for key, member in value.items())
        else:
            named = ((node.text("name") or "", node) for node in self.nodes(name))
        return tuple((key, member) for key, member in named if member is not None)


def listed(value: JsonValue) -> Sequence[JsonValue]:
    """A list as it is, anything else as a list of one, nothing as none."""
    if value is None:
        return ()
    return value if isinstance(value, list) else [value]


def loaded(document: Document) -> JsonValue:
    """The JSON in a document. Raises ProblemError where it is none."""
    text = decoded(document.content, document.charset)
    try:
        value: JsonValue = json.loads(text, strict=False)
    except RecursionError as error:
        raise ProblemError(
            HTTPStatus.BAD_REQUEST, "It is nested too deep.", title="Malformed JSON"
        ) from error
    except ValueError as error:
        return _lines(text, error)
    return value


def _lines(text: str, first_error: ValueError) -> JsonValue:
    """One value a line, which is no JSON as a whole."""
    lines = [line for line in text.split("\n") if line.strip()]
    try:
        if len(lines) > 1:
            return [json.loads(line, strict=False) for line in lines]
    except (ValueError, RecursionError):
        pass
    raise ProblemError(HTTPStatus.BAD_REQUEST, f"{first_error}.", title="Malformed JSON") from first_error


def _texts(value: JsonValue) -> Iterator[str]:
    for element in listed(value):
        if isinstance(element, str) and element.strip():
            yield element
        elif isinstance(element, int | float) and not isinstance(element, bool):
            yield str(element)
