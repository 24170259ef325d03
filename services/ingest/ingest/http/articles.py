"""The HTTP edge: who asks, what was sent, what is answered."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, TypeAdapter, ValidationError

from ingest.access.keys import Sender
from ingest.articles.planning import Answer
from ingest.articles.withdrawing import Act, Withdrawing
from ingest.durability.watch import Watch
from ingest.formats.detect import is_foreign_json
from ingest.formats.kinds import JSON, MEDIA_TYPES, NDJSON, Format
from ingest.http.bodies import media_type_of, read_body, wrong_media_type
from ingest.http.ndjson import NdjsonAnswer, encoded_line
from ingest.http.uploads import document_of
from ingest.identity.reference import Naming
from ingest.pipeline.acting import RESTORATION, WITHDRAWAL, Acting
from ingest.pipeline.checking import too_large
from ingest.pipeline.lines import Line
from ingest.pipeline.reception import Reception
from ingest.sources.polling.report import SourcesAnswer
from ingest.sources.polling.supervise import Polling
from newsroom.events.articles import ArticleDraft
from newsroom.events.identity import SOURCE_PATTERN
from newsroom.http.app import known_query
from newsroom.http.problems import FieldProblem, ProblemError, invalid
from newsroom.runtime.traceparent import traceparent

_NAMING = TypeAdapter(Naming)


@dataclass(frozen=True, slots=True)
class Edge:
    """What the routes call."""

    sender: Callable[[Request], Sender]
    watch: Watch
    reception: Reception
    withdrawing: Withdrawing
    acting: Acting
    polling: Polling
    limit: int
    document_limit: int


def api(edge: Edge) -> APIRouter:
    """ingest's routes."""
    router = APIRouter(prefix="/v1", dependencies=[Depends(known_query)])

    By = Annotated[Sender, Depends(edge.sender)]  # noqa: N806 - a type
    Named = Annotated[str | None, Query(pattern=SOURCE_PATTERN, max_length=100)]  # noqa: N806 - a type

    @router.post(
        "/articles",
        status_code=HTTPStatus.ACCEPTED,
        openapi_extra=_body(ArticleDraft, JSON, NDJSON, others=MEDIA_TYPES),
    )
    async def articles(request: Request, by: By, source: Named = None) -> Response:
        """Takes articles in: one, one a line, or what a document in another format holds.

        `source` is whose they are, for formats that do not say.
        """
        return await _articles(edge, request, by, source)

    @router.post("/withdrawals", status_code=HTTPStatus.ACCEPTED, openapi_extra=_body(Naming, JSON))
    async def withdrawals(request: Request, by: By) -> Response:
        """Withdraws an article, also one never seen."""
        act, body = await _act(edge, request, by)
        return _accepted(await edge.acting.carry_out(WITHDRAWAL, act, body, edge.withdrawing.withdraw))

    @router.post("/restorations", status_code=HTTPStatus.ACCEPTED, openapi_extra=_body(Naming, JSON))
    async def restorations(request: Request, by: By) -> Response:
        """Brings a withdrawn article back."""
        act, body = await _act(edge, request, by)
        return _accepted(await edge.acting.carry_out(RESTORATION, act, body, edge.withdrawing.restore))

    @router.get("/sources")
    async def sources(by: By) -> SourcesAnswer:
        """The sources that are polled, as they are now; those that the key may send for."""
        shown = await edge.polling.statuses()
        return SourcesAnswer(
            sources=[one for one in shown if by.may_send(one.source)], problem=edge.polling.file.problem
        )

    return router


async def _articles(edge: Edge, request: Request, by: Sender, source: str | None) -> Response:
    media_type = media_type_of(request, MEDIA_TYPES)
    edge.watch.check()
    parent = traceparent(request.headers.get("traceparent"))

    async def take(lines: Sequence[Line]) -> Sequence[Answer | ProblemError]:
        return await edge.reception.receive(lines, by, parent)

    if media_type == NDJSON:
        _refuse_source(source)
        return NdjsonAnswer(request.stream(), edge.limit, take)
    limit = edge.limit if media_type == JSON else edge.document_limit
    body = await read_body(request, limit, too_large(limit))
    if media_type == JSON and not is_foreign_json(body):
        _refuse_source(source)
        return _one(*await take([body]))
    document = document_of(request, body, source)
    received = await edge.reception.read_document(document, by, parent)
    reading = received.reading
    if reading.format == Format.NATIVE and media_type.startswith("text/"):
        raise wrong_media_type(media_type, (JSON, NDJSON))
    answers = await edge.reception.receive_reading(received)
    return _lines(answers) if reading.is_collection else _one(*answers)


async def _act(edge: Edge, request: Request, by: Sender) -> tuple[Act, bytes]:
    media_type_of(request, (JSON,))
    edge.watch.check()
    body = await read_body(request, edge.limit, too_large(edge.limit))
    try:
        naming = _NAMING.validate_json(body)
    except ValidationError as error:
        raise invalid(error.errors(include_url=False, include_input=False)) from error
    return Act(naming, by, traceparent(request.headers.get("traceparent"))), body


def _one(answer: Answer | ProblemError) -> Response:
    if isinstance(answer, ProblemError):
        raise answer
    return _accepted(answer)


def _lines(answers: Sequence[Answer | ProblemError]) -> Response:
    return Response(b"".join(map(encoded_line, answers)), HTTPStatus.ACCEPTED, media_type=NDJSON)


def _refuse_source(source: str | None) -> None:
    if source is not None:
        cure = "write the source in the article"
        problem = FieldProblem("source", "it goes with the formats that do not say it", cure)
        raise ProblemError(HTTPStatus.BAD_REQUEST, f"source: {problem.problem}; {cure}.", errors=[problem])


def _accepted(answer: Answer) -> Response:
    return JSONResponse(asdict(answer), HTTPStatus.ACCEPTED)


def _body(model: type[BaseModel], *media_types: str, others: Sequence[str] = ()) -> dict[str, Any]:
    """What OpenAPI says of a body that we read ourselves; `others` are formats that have no schema here."""
    # Its own $id makes the schema's references to its $defs resolve within it.
    schema = {"$id": f"urn:newsroom:{model.__name__}", **model.model_json_schema()}
    content = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in others}
    content |= {kind: {"schema": schema} for kind in media_types}
    return {"requestBody": {"required": True, "content": content}}
