"""OpenAPI of `GET /v1/stream`, which the live hub answers without the framework."""

from typing import Any

from newsroom.http.openapi import ApiDescription

_TEXTS: dict[str, Any] = {"type": "array", "items": {"type": "string"}}
_EXAMPLE = (
    "retry: 2000\n\n"
    "id: 1772206380000-0\n"
    "event: published\n"
    'data: {"specversion": "1.0", "type": "newsroom.article-published.v1", "data": {…}}\n\n'
)


def _parameter(name: str, description: str, schema: dict[str, Any], place: str = "query") -> dict[str, Any]:
    return {"name": name, "in": place, "required": False, "schema": schema, "description": description}


_STREAM: dict[str, Any] = {
    "summary": "Stream",
    "description": (
        "Server-sent events, as they happen: `id` is the cursor, `event` the change, `data` the CloudEvent. "
        "A cursor that is too old is answered with one event `reset` that names the oldest."
    ),
    "operationId": "stream",
    "parameters": [
        _parameter("lang", "languages", _TEXTS),
        _parameter("category", "categories", _TEXTS),
        _parameter("tag", "tags, by their ids", _TEXTS),
        _parameter("cursor", "where to begin: a cursor, or `earliest`; now without one", {"type": "string"}),
        _parameter("Last-Event-ID", "goes before `cursor`", {"type": "string"}, "header"),
    ],
    "responses": {
        "200": {
            "description": "Events without an end",
            "content": {"text/event-stream": {"schema": {"type": "string"}, "example": _EXAMPLE}},
        }
    },
}

ABOUT = ApiDescription(
    "What readers and programs see: feed, live stream, articles, and subscriptions. The pages of the site, "
    "at `/{lang}/…`, are HTML for people and not listed here.",
    key="a subscriber's key: one of `NEWSROOM_SUBSCRIBER_KEYS`",
    keyed="/v1/subscriptions/",
    paths={"/v1/stream": {"get": _STREAM}},
)
