"""docs/asyncapi.json, docs/schemas and docs/openapi are what the code says."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from jsonschema import Draft202012Validator

from newsroom.streams.asyncapi import asyncapi_document, contract_files
from scripts.contracts import generated_files, openapi_files

DOCS = Path(__file__).parents[2] / "docs"
CURE = "it is not what the code says: run `make contracts`"


_FILES = list(generated_files())


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


OPENAPI = {path.stem: json.loads(contents) for path, contents in openapi_files()}
Operations = list[tuple[str, dict[str, Any]]]


def operations(document: dict[str, Any]) -> Operations:
    return [
        (f"{method.upper()} {path}", operation)
        for path, item in document["paths"].items()
        for method, operation in item.items()
    ]


@pytest.mark.parametrize("service", OPENAPI)
def test_the_openapi_document_is_complete(service: str) -> None:
    document = OPENAPI[service]
    assert document["openapi"].startswith("3.1")
    assert document["components"]["securitySchemes"]
    ids = [operation["operationId"] for _, operation in operations(document)]
    assert len(ids) == len(set(ids))
    for call, operation in operations(document):
        assert operation.get("description"), f"{call} is not described"
        assert "authorization" not in [p["name"].lower() for p in operation.get("parameters", ())], call
        answers = {status: _resolved(document, answer) for status, answer in operation["responses"].items()}
        assert {"400", "429", "503"} <= set(answers), call
        for status, answer in answers.items():
            wanted = {"application/problem+json"} if int(status) >= 400 else set(answer.get("content", ()))
            assert set(answer.get("content", ())) == wanted, f"{call} answers {status}"
            assert all(kind.get("schema") for kind in answer.get("content", {}).values()), f"{call} {status}"


@pytest.mark.parametrize("service", OPENAPI)
def test_every_body_that_users_write_has_an_example_that_its_schema_takes(service: str) -> None:
    document = OPENAPI[service]
    for call, operation in operations(document):
        for media_type, body in operation.get("requestBody", {}).get("content", {}).items():
            if body["schema"].get("format") == "binary":  # a format of the industry, not of ours
                continue
            schema = _resolved(document, _first(body["schema"]))
            example = body.get("example") or schema["examples"][0]
            whole = {**schema, "components": document["components"]}
            Draft202012Validator(whole).validate(example)
            assert example, f"{call} {media_type}"


@pytest.mark.parametrize("service", OPENAPI)
def test_calls_with_a_key_say_so(service: str) -> None:
    keyed = {call for call, operation in operations(OPENAPI[service]) if "security" in operation}
    refusing = {call for call, operation in operations(OPENAPI[service]) if "401" in operation["responses"]}
    assert keyed == refusing
    assert keyed
    assert not any("/health" in call for call in keyed)


def _resolved(document: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    reference = part.get("$ref")
    if reference is None:
        return part
    for step in reference.removeprefix("#/").split("/"):
        document = document[step]
    return document


def _first(schema: dict[str, Any]) -> dict[str, Any]:
    """What a body is that may also be absent."""
    alternatives: list[dict[str, Any]] = schema.get("anyOf", [schema])
    return alternatives[0]


def test_every_event_of_the_asyncapi_document_has_an_example_that_its_schema_takes() -> None:
    document = json.loads(asyncapi_document())
    components = document["components"]
    assert all(server["security"] for server in document["servers"].values())
    for message in components["messages"].values():
        schema = {**message["payload"], "components": components}
        [example] = message["examples"]
        Draft202012Validator(schema).validate(example["payload"])
