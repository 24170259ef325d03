"""docs/asyncapi.json and docs/schemas are what the code says."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from newsroom.streams.asyncapi import asyncapi_document, contract_files

DOCS = Path(__file__).parents[2] / "docs"
CURE = "it is not what the code says: run `python -m newsroom.streams.asyncapi docs`"


_FILES = list(contract_files())


@pytest.mark.parametrize(("path", "contents"), _FILES, ids=[str(path) for path, _ in _FILES])
def test_the_file_is_current(path: Path, contents: bytes) -> None:
    assert (DOCS / path).read_bytes() == contents, CURE


def test_there_is_no_schema_of_an_event_that_is_no_more() -> None:
    wanted = {DOCS / path for path, _ in contract_files()}
    assert set((DOCS / "schemas").glob("newsroom.*")) <= wanted


def test_the_asyncapi_document_names_its_components_as_the_specification_allows() -> None:
    components: dict[str, dict[str, Any]] = json.loads(asyncapi_document())["components"]
    names = [name for kind in components.values() for name in kind]
    assert names
    assert [name for name in names if not re.fullmatch(r"[a-zA-Z0-9._-]+", name)] == []


def test_every_reference_of_the_asyncapi_document_leads_somewhere() -> None:
    text = asyncapi_document().decode()
    references = re.findall(r'"\$ref": "#/([^"]+)"', text)
    assert references
    for reference in references:
        place: Any = json.loads(text)
        for step in unquote(reference).split("/"):
            place = place[step]
