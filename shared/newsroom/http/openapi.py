"""OpenAPI 3.1 document of a service: the framework's, completed by what no signature says.

That is the key that a call needs, the refusals that any call may meet, and calls that the framework does not
answer.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from newsroom.http.problems import MEDIA_TYPE

VERSION = "1.0.0"
Responses = dict[int | str, dict[str, Any]]
_KEY = "key"
# What the connection itself refuses, before any call is looked at, and a store that does not answer.
_ANY_CALL = (400, 408, 414, 429, 431, 503)
_PROBLEM = {
    "title": "Problem",
    "description": "Problem details (RFC 9457): what is refused, and why.",
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "problem"],
                "properties": {
                    "field": {"type": "string", "description": "its path: `media.0.url`"},
                    "problem": {"type": "string"},
                    "cure": {"type": "string"},
                },
            },
        },
        "oldest": {
            "type": ["string", "null"],
            "description": "with 410: the oldest cursor that is kept, null where there is none",
        },
    },
}
_HEADERS = {
    401: {"WWW-Authenticate": "the scheme: `Bearer`"},
    429: {"Retry-After": "seconds"},
    503: {"Retry-After": "seconds"},
}
# To who names the entity tag of what it has.
NOT_MODIFIED: Responses = {304: {"description": "The tag in `If-None-Match` still holds"}}
MOVED: Responses = {
    308: {
        "description": "It is found under another id now",
        "headers": {"Location": {"schema": {"type": "string"}}},
    }
}


@dataclass(frozen=True, slots=True)
class ApiDescription:
    """Description of a service, beside what its routes say.

    `key` says whose key the calls under `keyed` need. `paths` are calls that the framework does not answer,
    `schemas` those that bodies refer to which it does not read.
    """

    text: str = ""
    key: str | None = None
    keyed: str = "/v1/"
    paths: Mapping[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]])
    schemas: Mapping[str, Any] = field(default_factory=dict[str, Any])

    def needs_key(self, path: str) -> bool:
        return self.key is not None and f"{path}/".startswith(self.keyed)


class DescribedApp(FastAPI):
    """FastAPI whose OpenAPI document is complete."""

    def __init__(self, description: ApiDescription, **settings: Any) -> None:
        self._about = description
        super().__init__(
            version=VERSION,
            description=description.text,
            generate_unique_id_function=_operation_id,
            **settings,
        )

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            self.openapi_schema = completed(super().openapi(), self._about)
        return self.openapi_schema


def problems(*statuses: int) -> Responses:
    """Refusals of a route, for its `responses`, beside those of any call."""
    return {status: {"$ref": _reference(status)} for status in statuses}


def content(*media_types: str, description: str = "", schema: Mapping[str, Any] | None = None) -> Responses:
    """An answer 200 in one of some media types that no model describes."""
    described = {kind: {"schema": dict(schema or {"type": "string"})} for kind in media_types}
    return {200: {"description": description or HTTPStatus.OK.phrase, "content": described}}


def completed(document: dict[str, Any], about: ApiDescription) -> dict[str, Any]:
    """The document with keys, refusals and further calls. Changes it in place."""
    paths: dict[str, Any] = document["paths"]
    paths.update(about.paths)
    components = document.setdefault("components", {})
    for path, operation in _operations(paths):
        _complete(operation, keyed=about.needs_key(path))
    schemas = components.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):  # the framework's own, which we never answer
        schemas.pop(name, None)
    schemas |= about.schemas
    schemas["Problem"] = _PROBLEM
    used = {status for _, operation in _operations(paths) for status in _refusals(operation)}
    components["responses"] = {f"Problem{status}": _problem(int(status)) for status in sorted(used)}
    if about.key is not None:
        bearer = {"type": "http", "scheme": "bearer", "description": about.key}
        components["securitySchemes"] = {_KEY: bearer}
    return document


def _operation_id(route: APIRoute) -> str:
    return route.name


def _operations(paths: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, item in paths.items():
        for operation in item.values():
            yield path, operation


def _complete(operation: dict[str, Any], *, keyed: bool) -> None:
    responses: dict[str, Any] = operation["responses"]
    own = responses.get("422", {}).get("content", {}).get("application/json", {}).get("schema", {})
    if own.get("$ref", "").endswith("/HTTPValidationError"):
        del responses["422"]
    wanted = [*_ANY_CALL, *((401,) if keyed else ()), *((422,) if "requestBody" in operation else ())]
    for status in wanted:
        responses.setdefault(str(status), {"$ref": _reference(status)})
    # The framework describes references, too, and not as they refer to.
    operation["responses"] = {
        status: {"$ref": response["$ref"]} if "$ref" in response else response
        for status, response in sorted(responses.items())
    }
    if keyed:
        operation["security"] = [{_KEY: []}]


def _refusals(operation: Mapping[str, Any]) -> Iterator[str]:
    for status, response in operation["responses"].items():
        if response.get("$ref") == _reference(status):
            yield status


def _reference(status: int | str) -> str:
    return f"#/components/responses/Problem{status}"


def _problem(status: int) -> dict[str, Any]:
    headers = {
        name: {"description": text, "schema": {"type": "string"}}
        for name, text in _HEADERS.get(status, {}).items()
    }
    schema = {"$ref": "#/components/schemas/Problem"}
    answer: dict[str, Any] = {
        "description": HTTPStatus(status).phrase,
        "content": {MEDIA_TYPE: {"schema": schema}},
    }
    return {**answer, "headers": headers} if headers else answer
