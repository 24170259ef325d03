"""`POST /v1/withdrawals` and `POST /v1/restorations`."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import ValidationError

from ingest.access.keys import Sender
from ingest.access.pacing import A_LOOKUP
from ingest.formats.media_types import JSON
from ingest.http.articles import ArticlesEdge, accepted
from ingest.http.openapi import ACCEPTED, reference_body
from ingest.http.requests import media_type_of, read_body
from ingest.identity.reference import ArticleReference
from ingest.pipeline.acts import ActKind
from newsroom.http.app import known_query
from newsroom.http.openapi import problems
from newsroom.http.problems import ProblemError, invalid
from newsroom.runtime.traceparent import traceparent

_RESPONSES = {**ACCEPTED, **problems(403, 404, 409, 413, 415)}


def withdrawals_api(edge: ArticlesEdge) -> APIRouter:
    """The routes of acts upon an article that is there."""
    router = APIRouter(prefix="/v1", dependencies=[Depends(known_query)])
    By = Annotated[Sender, Depends(edge.known_sender)]  # noqa: N806 - a type

    @router.post(
        "/withdrawals",
        status_code=HTTPStatus.ACCEPTED,
        response_class=Response,
        responses=_RESPONSES,
        openapi_extra=reference_body(),
    )
    async def withdrawals(request: Request, by: By) -> Response:
        """Withdraws an article, also one never seen."""
        return await _act(edge, "withdrawal", request, by)

    @router.post(
        "/restorations",
        status_code=HTTPStatus.ACCEPTED,
        response_class=Response,
        responses=_RESPONSES,
        openapi_extra=reference_body(),
    )
    async def restorations(request: Request, by: By) -> Response:
        """Brings a withdrawn article back."""
        return await _act(edge, "restoration", request, by)

    return router


async def _act(edge: ArticlesEdge, kind: ActKind, request: Request, by: Sender) -> Response:
    media_type_of(request, (JSON,))
    body = await read_body(request, edge.article_limit)
    try:
        reference = ArticleReference.model_validate_json(body)
    except ValidationError as error:
        raise invalid(error.errors(include_url=False, include_input=False)) from error
    parent = traceparent(request.headers.get("traceparent"))
    try:
        return accepted(await edge.pipeline.act(kind, reference, body, by, parent))
    except ProblemError as problem:
        if problem.status == HTTPStatus.TOO_MANY_REQUESTS:
            edge.pacer.owe(by.label, A_LOOKUP)
            await edge.pacer.settle(by.label)
        raise
