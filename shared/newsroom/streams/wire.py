"""Wire format of an entry: the one field `__data__` holds the event in CloudEvents' JSON format."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError

from newsroom.events.catalogue import BY_STREAM, EventType
from newsroom.events.envelope import Event

FIELD = "__data__"
_FIELD = FIELD.encode()


@dataclass(frozen=True, slots=True)
class Entry:
    """Entry as it was read. `stream` is its name in Redis, `fields` its raw contents."""

    stream: str
    id: str
    fields: Mapping[bytes, bytes]

    @property
    def encoded(self) -> bytes | None:
        """The event's bytes, None where the entry is not of our form."""
        return self.fields.get(_FIELD)


class UndecodableEntryError(Exception):
    """Decoding failure: the entry is not its stream's event; the text is the reason."""


def fields_of(encoded: bytes) -> dict[str, bytes]:
    """The fields of the entry that carries an encoded event."""
    return {FIELD: encoded}


def decode(entry: Entry, logical_stream: str) -> Event[Any]:
    """The event an entry carries. Raises UndecodableEntryError with the reason."""
    if entry.encoded is None:
        names = ", ".join(name.decode(errors="replace") for name in entry.fields) or "none"
        raise UndecodableEntryError(f"the entry has no field {FIELD} (its fields: {names})")
    kind: EventType[BaseModel] = BY_STREAM[logical_stream]
    try:
        event = kind.decode(entry.encoded)
    except ValidationError as error:
        raise UndecodableEntryError(f"not a {kind.name}: {_first_problem(error)}") from error
    if event.type != kind.name:
        raise UndecodableEntryError(f"a {event.type} on the stream of {kind.name}")
    return event


def _first_problem(error: ValidationError) -> str:
    problem = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part) for part in problem["loc"])
    return f"{place}: {problem['msg']}" if place else problem["msg"]
