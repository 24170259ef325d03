"""Responses of the routes, and the description of their bodies."""

from collections.abc import Sequence
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel

from ingest.articles.commands import Outcome
from newsroom.http.problems import ProblemError


def accepted(outcome: Outcome) -> Response:
    """202 with the answer. Raises the problem where there is none."""
    if isinstance(outcome, ProblemError):
        raise outcome
    return JSONResponse(asdict(outcome), HTTPStatus.ACCEPTED)


def body_schema(model: type[BaseModel], *media_types: str, others: Sequence[str] = ()) -> dict[str, Any]:
    """OpenAPI's part about a body that we read ourselves; `others` are formats without a schema here."""
    # Its own $id makes the schema's references to its $defs resolve within it.
    schema = {"$id": f"urn:newsroom:{model.__name__}", **model.model_json_schema()}
    content = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in others}
    content |= {kind: {"schema": schema} for kind in media_types}
    return {"requestBody": {"required": True, "content": content}}
