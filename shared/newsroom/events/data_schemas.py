"""JSON Schemas (2020-12) of the data of every type of event: what an event's `dataschema` names."""

import json
from collections.abc import Mapping
from functools import cache

from pydantic import BaseModel

from newsroom.events.catalogue import CATALOGUE
from newsroom.events.envelope import dataschema
from newsroom.events.subscriptions import NOTICES, SubscriptionNotice

MEDIA_TYPE = "application/schema+json"


@cache
def data_schemas() -> Mapping[str, bytes]:
    """The documents by type, as UTF-8; built once, since building costs milliseconds."""
    models: dict[str, tuple[type[BaseModel], str]] = {
        kind.name: (kind.model, kind.description) for kind in CATALOGUE
    }
    models |= {name: (SubscriptionNotice, description) for name, description in NOTICES.items()}
    return {name: _schema(name, *described) for name, described in models.items()}


def _schema(type_: str, model: type[BaseModel], description: str) -> bytes:
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": dataschema(type_)}
    schema = {
        **dialect,
        **model.model_json_schema(),
        "title": type_,
        "description": description,
    }
    return json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True).encode()
