"""Envelope of an event: CloudEvents 1.0 attributes (https://github.com/cloudevents/spec, v1.0.2)."""

import os
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any, Generic, Literal, TypeAlias, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict

DataT = TypeVar("DataT", bound=BaseModel)
# The traceparent of events, by their subject.
Traces: TypeAlias = Mapping[str, str]
NO_TRACES: Traces = {}
# Where publish is found unless NEWSROOM_PUBLIC_URL says so.
PUBLIC_URL = "http://127.0.0.1:8000"


class Contract(BaseModel):
    """Base of all models on the wire: immutable, and tolerant of fields added later."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Event(Contract, Generic[DataT]):
    """Past-tense fact. `id` is derived from subject and number: `newsroom.events.identity.event_id`."""

    specversion: Literal["1.0"] = "1.0"
    id: str
    source: str
    type: str
    subject: str
    time: AwareDatetime
    datacontenttype: Literal["application/json"] = "application/json"
    dataschema: str
    traceparent: str | None = None
    data: DataT


def traces_of(events: Iterable[Event[Any]]) -> Traces:
    """The latest traceparent of each subject."""
    return {event.subject: event.traceparent for event in events if event.traceparent is not None}


def dataschema(type_: str) -> str:
    """The address of the JSON Schema of a type's data, which publish serves."""
    return f"{_public_url()}/v1/schemas/{type_}"


@cache
def _public_url() -> str:
    """Where publish is found, by the one setting of all services: events are made in many places."""
    return os.environ.get("NEWSROOM_PUBLIC_URL", PUBLIC_URL).rstrip("/")


def rfc3339(instant: datetime) -> str:
    """An aware instant as RFC 3339 in UTC, with a Z."""
    text = instant.isoformat()
    return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text
