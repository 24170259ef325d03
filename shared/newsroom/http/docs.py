"""`/docs`: the calls of a service as one plain page, without a script and without anything from elsewhere."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, Response

_POLICY = "default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def install_docs(app: FastAPI) -> None:
    """Adds `/docs`, made of the app's OpenAPI document."""

    @app.get("/docs", include_in_schema=False)
    async def docs() -> Response:
        return HTMLResponse(docs_page(app.openapi()), headers=_HEADERS)


def docs_page(schema: Mapping[str, Any]) -> str:
    """The page of an OpenAPI document: each call with its summary, its description and its parameters."""
    title = escape(schema["info"]["title"])
    calls = "".join(_calls(schema["paths"]))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head><body>'
        f'<h1>{title}</h1><p>For programs: <a href="/openapi.json">OpenAPI</a>, '
        f'<a href="/asyncapi">AsyncAPI</a>.</p>{calls}</body></html>'
    )


def _calls(paths: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    for path, operations in paths.items():
        for method, operation in operations.items():
            parameters = ", ".join(_parameter(parameter) for parameter in operation.get("parameters", ()))
            taken = f"<p>Parameters: {parameters}</p>" if parameters else ""
            about = escape(operation.get("description") or operation.get("summary", ""))
            yield f"<h2>{escape(method.upper())} <code>{escape(path)}</code></h2><p>{about}</p>{taken}"


def _parameter(parameter: Mapping[str, Any]) -> str:
    return f"<code>{escape(parameter['name'])}</code> ({escape(parameter['in'])})"
