"""Generator of the AsyncAPI 3 document and the JSON Schemas of all streams, from the catalogue.

The document itself is written by FastStream's generator; `make contracts` writes all files.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from faststream.redis import RedisBroker, StreamSub
from faststream.specification.asyncapi import AsyncAPI

from newsroom.events.catalogue import BY_STREAM, CATALOGUE, EventType
from newsroom.events.envelope import Event
from newsroom.streams.topology import GROUPS
from newsroom.streams.wire import FIELD

_VERSION = "1.0.0"
_USER = {
    "type": "userPassword",
    "description": "a user of Redis; a reader of the live log needs no right to another stream",
}
_DESCRIPTION = (
    f"Every entry has the one field `{FIELD}`: a CloudEvents 1.0 event in JSON. The same fact has the same "
    "`id`; numbers of one subject only rise. Streams are trimmed by age, never past what a group has not "
    "finished."
)
# The generator's names hold characters that AsyncAPI does not allow in a component's name.
_NAMES = ((re.compile(r"Event(?:\[|%5B)(\w+)(?:\]|%5D)"), r"\1Event"), (re.compile(r":(\w*Message)"), r".\1"))


@cache
def asyncapi_document() -> bytes:
    """The document as JSON: the same bytes whenever the contracts are the same."""
    broker = RedisBroker("redis://redis:6379")
    for kind in CATALOGUE:
        _declare(broker, kind)
    document = AsyncAPI(
        broker, title="newsroom", version=_VERSION, description=_DESCRIPTION, schema_version="3.0.0"
    ).to_specification()
    text = document.to_json()
    for pattern, name in _NAMES:
        text = pattern.sub(name, text)
    return _as_json(_completed(json.loads(text)))


def example_of(kind: EventType[Any]) -> dict[str, Any]:
    """An event of the type as it was once written; tests hold that it stays readable."""
    text = files("newsroom.events").joinpath("examples", f"{kind.name}.json").read_text("utf-8")
    example: dict[str, Any] = json.loads(text)
    return example


def _completed(document: dict[str, Any]) -> dict[str, Any]:
    """The document with what the generator does not know: who may connect, and an example of each event."""
    components = document["components"]
    components["securitySchemes"] = {"user": _USER}
    for server in document["servers"].values():
        server["security"] = [{"$ref": "#/components/securitySchemes/user"}]
    for channel in document["channels"].values():
        for reference in channel["messages"].values():
            message = components["messages"][reference["$ref"].rpartition("/")[2]]
            message["examples"] = [{"payload": example_of(BY_STREAM[channel["address"]])}]
    return document


def schema_of(kind: EventType[Any]) -> bytes:
    """The JSON Schema of one type of event, whole."""
    schema = kind.adapter.json_schema(mode="serialization")
    dialect = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:newsroom:event:{kind.name}",
    }
    return _as_json({**dialect, **schema, "title": kind.name, "description": kind.description})


def contract_files() -> Iterator[tuple[Path, bytes]]:
    """Generated files of the documentation: relative path and contents."""
    yield Path("asyncapi.json"), asyncapi_document()
    for kind in CATALOGUE:
        yield Path("schemas") / f"{kind.name}.json", schema_of(kind)


def write_contracts(folder: Path) -> None:
    """Writes the files and removes schemas of retired events."""
    (folder / "schemas").mkdir(parents=True, exist_ok=True)
    contracts = {folder / path: contents for path, contents in contract_files()}
    for stray in set((folder / "schemas").glob("newsroom.*.json")) - set(contracts):
        stray.unlink()
    for path, contents in contracts.items():
        path.write_bytes(contents)


def _declare(broker: RedisBroker, kind: EventType[Any]) -> None:
    event: Any = Event.__class_getitem__(kind.model)
    # An emitter that also consumes would be overwritten by the title of its own group.
    also_consumes = kind.emitter in GROUPS[kind.stream]
    broker.publisher(
        stream=StreamSub(kind.stream),
        title=f"{kind.stream}.{kind.emitter}" + ("-emits" if also_consumes else ""),
        description=kind.description,
        schema=event,
    )
    for group in GROUPS[kind.stream]:

        async def consume(event: Any) -> None: ...

        consume.__annotations__["event"] = event
        broker.subscriber(
            stream=StreamSub(kind.stream, group=group, consumer="any"),
            title=f"{kind.stream}.{group}",
            description=f"Group {group} reads: {kind.description}",
        )(consume)


def _as_json(document: object) -> bytes:
    # The generator lists subscribers in no set order.
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False).encode() + b"\n"
