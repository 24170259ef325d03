"""Wire format of an entry: the one field `__data__` holds the event in CloudEvents' JSON format."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ValidationError

from newsroom.events.catalogue import BY_STREAM, EventType
from newsroom.events.envelope import Event

FIELD = "__data__"
_FIELD = FIELD.encode()
_BYTES_KEPT = 4_000_000  # a second of the live log under load, in which its index is committed


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


@dataclass(slots=True)
class DecodedEvents:
    """The events decoded last, by stream and bytes: several groups and readers of a process read the same."""

    limit: int
    _size: int = 0
    _events: dict[tuple[str, bytes], Event[Any]] = field(default_factory=dict[tuple[str, bytes], Event[Any]])

    def find(self, logical_stream: str, encoded: bytes) -> Event[Any] | None:
        """The event, where it was decoded from the same bytes, or is known to have been encoded to them."""
        return self._events.get((logical_stream, encoded))

    def keep(self, logical_stream: str, encoded: bytes, event: Event[Any]) -> None:
        """Keeps an event, and lets the oldest go."""
        key = (logical_stream, encoded)
        if key in self._events:
            return
        self._events[key] = event
        self._size += len(encoded)
        while self._size > self.limit:
            oldest = next(iter(self._events))
            del self._events[oldest]
            self._size -= len(oldest[1])


_decoded = DecodedEvents(_BYTES_KEPT)


def remember(logical_stream: str, encoded: bytes, event: Event[Any]) -> None:
    """Takes an event that this process appends for decoded: what reads it here need not."""
    _decoded.keep(logical_stream, encoded, event)


def fields_of(encoded: bytes) -> dict[str, bytes]:
    """The fields of the entry that carries an encoded event."""
    return {FIELD: encoded}


def decode(entry: Entry, logical_stream: str) -> Event[Any]:
    """The event an entry carries. Raises UndecodableEntryError with the reason."""
    if entry.encoded is None:
        names = ", ".join(name.decode(errors="replace") for name in entry.fields) or "none"
        raise UndecodableEntryError(f"the entry has no field {FIELD} (its fields: {names})")
    if (known := _decoded.find(logical_stream, entry.encoded)) is not None:
        return known
    kind: EventType[BaseModel] = BY_STREAM[logical_stream]
    try:
        event = kind.decode(entry.encoded)
    except ValidationError as error:
        raise UndecodableEntryError(f"not a {kind.name}: {_first_problem(error)}") from error
    if event.type != kind.name:
        raise UndecodableEntryError(f"a {event.type} on the stream of {kind.name}")
    _decoded.keep(logical_stream, entry.encoded, event)
    return event


def _first_problem(error: ValidationError) -> str:
    problem = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part) for part in problem["loc"])
    return f"{place}: {problem['msg']}" if place else problem["msg"]
