"""Ingest's part of its OpenAPI document: bodies that it reads itself, and its answers."""

from collections.abc import Mapping
from typing import Any, get_args

from pydantic import BaseModel

from ingest.articles.commands import AnswerStatus
from ingest.formats.media_types import JSON, MEDIA_TYPES, NDJSON
from ingest.identity.reference import ArticleReference
from newsroom.events.articles import ArticleDraft
from newsroom.http.openapi import ApiDescription, Responses


def _schema(model: type[BaseModel]) -> dict[str, Any]:
    return model.model_json_schema(ref_template="#/components/schemas/{model}")


_DRAFT, _NAMED = _schema(ArticleDraft), _schema(ArticleReference)
ABOUT = ApiDescription(
    "Takes articles in, in the news industry's formats, and says what became of them. An article answered "
    "with 202 is on disk.",
    key="an API key of ingest: `NEWSROOM_INGEST_KEY`, or one of `NEWSROOM_INGEST_KEYS_FILE`",
    schemas={**_DRAFT.pop("$defs", {}), **_NAMED.pop("$defs", {})},
)
_ANSWER = {
    "title": "Answer",
    "type": "object",
    "required": ["id", "revision", "status"],
    "properties": {
        "id": {"type": "string"},
        "revision": {"type": "integer"},
        "status": {"enum": list(get_args(AnswerStatus))},
        "reason": {"type": "string", "description": "why it is held"},
    },
}
_LINES = {
    "type": "string",
    "description": 'one answer a line; a refused article\'s is `{"status": "refused", "problem": {…}}`',
}
_ARTICLE = {
    "source": "report",
    "source_id": "2026-02-27/1933",
    "language": "en",
    "headline": "Baku hosts talks on the corridor",
    "lead": "Delegations of three countries met on Friday.",
    "body": "The talks lasted two days.\n\nA joint statement is expected on Sunday.",
    "category": "foreign-policy",
    "tags": ["Amy Carlon"],
    "published_at": "2026-02-27T19:33:00+04:00",
    "url": "https://report.example/2026-02-27/1933",
}
_NATIVE_LINES = (
    '{"source": "report", "source_id": "1", "headline": "One"}\n'
    '{"source": "report", "source_id": "2", "headline": "Two"}\n'
)
_REFERENCE = {"source": "report", "source_id": "2026-02-27/1933", "reason": "It was sent by mistake."}

ACCEPTED: Responses = {202: {"description": "Accepted", "content": {JSON: {"schema": _ANSWER}}}}
ACCEPTED_ARTICLES: Responses = {
    202: {
        "description": "One answer; one a line for a body that may hold many articles",
        "content": {JSON: {"schema": _ANSWER}, NDJSON: {"schema": _LINES}},
    }
}


def articles_body() -> dict[str, Any]:
    """The body of `POST /v1/articles`: ours as JSON or by lines, and the formats of others."""
    others: Mapping[str, Any] = {"schema": {"type": "string", "format": "binary"}}
    content = dict.fromkeys(MEDIA_TYPES, others) | {
        JSON: {"schema": _DRAFT, "example": _ARTICLE},
        NDJSON: {
            "schema": {"type": "string", "description": "one article as JSON a line"},
            "example": _NATIVE_LINES,
        },
    }
    return {"requestBody": {"required": True, "content": content}}


def reference_body() -> dict[str, Any]:
    """The body that names an article."""
    content = {JSON: {"schema": _NAMED, "example": _REFERENCE}}
    return {"requestBody": {"required": True, "content": content}}


def lines(description: str) -> Responses:
    """An answer 200 by lines."""
    return {200: {"description": description, "content": {NDJSON: {"schema": {"type": "string"}}}}}
