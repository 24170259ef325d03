"""The HTTP edge: who asks, what was sent, what is answered."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, TypeAdapter, ValidationError

from ingest.bodies import media_type_of, read_body
from ingest.keys import KeyRing, Sender
from ingest.lines import Line
from ingest.naming import Naming
from ingest.ndjson import MEDIA_TYPE as NDJSON
from ingest.ndjson import NdjsonAnswer
from ingest.planning import Answer
from ingest.reception import Reception, too_large
from ingest.traceparent import traceparent
from ingest.watch import Watch
from ingest.withdrawing import Act, Withdrawing
from newsroom.events.articles import ArticleDraft
from newsroom.runtime.clock import Clock
from newsroom.runtime.http import known_query
from newsroom.runtime.problems import ProblemError, invalid

JSON = "application/json"
_NAMING = TypeAdapter(Naming)


@dataclass(frozen=True, slots=True)
class Edge:
    """What the routes call."""

    keys: KeyRing
    watch: Watch
    reception: Reception
    withdrawing: Withdrawing
    limit: int
    clock: Clock


def api(edge: Edge) -> APIRouter:
    """ingest's routes."""
    router = APIRouter(prefix="/v1", dependencies=[Depends(known_query)])

    def sender(request: Request) -> Sender:
        known = edge.keys.sender(request.headers.get("authorization"), edge.clock.now())
        return replace(known, address=request.client.host if request.client else None)

    By = Annotated[Sender, Depends(sender)]  # noqa: N806 - a type

    @router.post(
        "/articles", status_code=HTTPStatus.ACCEPTED, openapi_extra=_body(ArticleDraft, JSON, NDJSON)
    )
    async def articles(request: Request, by: By) -> Response:
        """Takes articles in: one, or one a line."""
        media_type = media_type_of(request, (JSON, NDJSON))
        edge.watch.check()
        parent = traceparent(request.headers.get("traceparent"))

        async def take(lines: Sequence[Line]) -> Sequence[Answer | ProblemError]:
            return await edge.reception.receive(lines, by, parent)

        if media_type == NDJSON:
            return NdjsonAnswer(request.stream(), edge.limit, take)
        [answer] = await take([await read_body(request, edge.limit, too_large(edge.limit))])
        if isinstance(answer, ProblemError):
            raise answer
        return _accepted(answer)

    @router.post("/withdrawals", status_code=HTTPStatus.ACCEPTED, openapi_extra=_body(Naming, JSON))
    async def withdrawals(request: Request, by: By) -> Response:
        """Withdraws an article, also one never seen."""
        return _accepted(await edge.withdrawing.withdraw(await _act(edge, request, by)))

    @router.post("/restorations", status_code=HTTPStatus.ACCEPTED, openapi_extra=_body(Naming, JSON))
    async def restorations(request: Request, by: By) -> Response:
        """Brings a withdrawn article back."""
        return _accepted(await edge.withdrawing.restore(await _act(edge, request, by)))

    return router


async def _act(edge: Edge, request: Request, by: Sender) -> Act:
    media_type_of(request, (JSON,))
    edge.watch.check()
    body = await read_body(request, edge.limit, too_large(edge.limit))
    try:
        naming = _NAMING.validate_json(body)
    except ValidationError as error:
        raise invalid(error.errors(include_url=False, include_input=False)) from error
    return Act(naming, by, traceparent(request.headers.get("traceparent")))


def _accepted(answer: Answer) -> Response:
    return JSONResponse(asdict(answer), HTTPStatus.ACCEPTED)


def _body(model: type[BaseModel], *media_types: str) -> dict[str, Any]:
    """What OpenAPI says of a body that we read ourselves."""
    # Its own $id makes the schema's references to its $defs resolve within it.
    schema = {"$id": f"urn:newsroom:{model.__name__}", **model.model_json_schema()}
    return {"requestBody": {"required": True, "content": {kind: {"schema": schema} for kind in media_types}}}
