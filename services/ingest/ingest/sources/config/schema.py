"""The JSON Schema of the sources file, for text editors and for people who write one."""

import json

from ingest.sources.config.models import SourcesFile


def schema() -> bytes:
    """As it is kept in docs/schemas/sources.schema.json."""
    dialect = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:newsroom:sources",
    }
    document = {**dialect, **SourcesFile.model_json_schema(), "title": "sources.yaml"}
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False).encode() + b"\n"
