"""`/v1/articles`: one article, one a line, or a document in another format; and what became of it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse, Response

from ingest.access.keys import Sender
from ingest.access.pacing import Pacer
from ingest.access.rate_limit import Limits
from ingest.articles.apply import LARGE
from ingest.articles.commands import Outcome
from ingest.articles.standing import Standing
from ingest.formats.detect import is_foreign_json
from ingest.formats.json.native import is_plainly_native
from ingest.formats.media_types import JSON, MEDIA_TYPES, NDJSON, Format
from ingest.http.ndjson import NdjsonResponse, encoded_lines
from ingest.http.openapi import ACCEPTED_ARTICLES, articles_body
from ingest.http.requests import announced_size, document_of, media_type_of, read_body, wrong_media_type
from ingest.pipeline.pipeline import ArticlePipeline
from ingest.pipeline.validate import Line
from newsroom.events.articles import ArticleId
from newsroom.events.identity import SOURCE_PATTERN
from newsroom.http.app import known_query
from newsroom.http.openapi import problems
from newsroom.http.problems import FieldProblem, ProblemError
from newsroom.runtime.traceparent import traceparent


@dataclass(frozen=True, slots=True)
class ArticlesEdge:
    """The use cases behind the routes. `known_sender` asks no limit; those of bodies are in bytes."""

    sender: Callable[[Request], Awaitable[Sender]]
    posting_sender: Callable[[Request], Awaitable[Sender]]
    known_sender: Callable[[Request], Awaitable[Sender]]
    limits: Limits
    pipeline: ArticlePipeline
    pacer: Pacer
    article_limit: int
    document_limit: int


def articles_api(edge: ArticlesEdge) -> APIRouter:
    """The route that articles come in by, and the one that tells what became of each."""
    router = APIRouter(prefix="/v1", dependencies=[Depends(known_query)])
    By = Annotated[Sender, Depends(edge.sender)]  # noqa: N806 - a type
    From = Annotated[Sender, Depends(edge.posting_sender)]  # noqa: N806 - a type
    Named = Annotated[str | None, Query(pattern=SOURCE_PATTERN, max_length=100)]  # noqa: N806 - a type

    @router.post(
        "/articles",
        status_code=HTTPStatus.ACCEPTED,
        response_class=Response,
        responses={**ACCEPTED_ARTICLES, **problems(403, 409, 413, 415)},
        openapi_extra=articles_body(),
        name="post_articles",
    )
    async def articles(request: Request, by: From, source: Named = None) -> Response:
        """Takes articles in: one, one a line, or what a document in another format holds.

        `source` is whose they are, for formats that do not say.
        """
        return await _articles(edge, request, by, source)

    @router.get("/articles/{article_id}", responses={200: {"model": Standing}, **problems(403, 404)})
    async def article(article_id: ArticleId, by: By) -> JSONResponse:
        """What became of what was sent: its status and revision, and why it is held."""
        standing = await edge.pipeline.standing(article_id, by)
        members = asdict(standing)
        if standing.reason is None:
            del members["reason"]
        return JSONResponse(members)

    return router


async def _articles(edge: ArticlesEdge, request: Request, by: Sender, source: str | None) -> Response:
    media_type = media_type_of(request, MEDIA_TYPES)
    parent = traceparent(request.headers.get("traceparent"))

    async def ingest(lines: Sequence[Line]) -> Sequence[Outcome]:
        if announced_size(request) is None:
            try:
                await edge.limits.size(by, sum(len(line) for line in lines if isinstance(line, bytes)))
            except ProblemError as refused:
                return [refused] * len(lines)
        return await edge.pipeline.ingest_lines(lines, by, parent)

    if media_type == NDJSON:
        edge.pipeline.gate.check()  # once it is answered 202, each line would be refused by itself
        _refuse_source(source)
        return NdjsonResponse(request.stream(), edge.article_limit, ingest)
    body = await read_body(request, edge.article_limit if media_type == JSON else edge.document_limit)
    if media_type == JSON and (is_plainly_native(body) or not await _is_foreign(body)):
        _refuse_source(source)
        return accepted(*await ingest([body]))
    return await _document(edge, request, body, by, source)


async def _is_foreign(body: bytes) -> bool:
    """Whether JSON is in another format; it is parsed for that, so a large body in a thread."""
    return await asyncio.to_thread(is_foreign_json, body) if len(body) > LARGE else is_foreign_json(body)


async def _document(
    edge: ArticlesEdge, request: Request, body: bytes, by: Sender, source: str | None
) -> Response:
    if announced_size(request) is None:
        await edge.limits.size(by, len(body))
    document = document_of(request, body, source)
    parent = traceparent(request.headers.get("traceparent"))
    received = await edge.pipeline.read_document(document, by, parent)
    parsed, media_type = received.parsed, document.media_type or ""
    if parsed.format == Format.NATIVE and media_type.startswith("text/"):
        raise wrong_media_type(media_type, (JSON, NDJSON))
    outcomes = await edge.pipeline.ingest_document(received)
    if parsed.is_collection:
        return Response(await encoded_lines(outcomes), HTTPStatus.ACCEPTED, media_type=NDJSON)
    return accepted(*outcomes)


def _refuse_source(source: str | None) -> None:
    if source is not None:
        cure = "write the source in the article"
        problem = FieldProblem("source", "it goes with the formats that do not say it", cure)
        raise ProblemError(HTTPStatus.BAD_REQUEST, f"source: {problem.problem}; {cure}.", errors=[problem])


def accepted(outcome: Outcome) -> Response:
    """202 with the answer. Raises the problem where there is none."""
    if isinstance(outcome, ProblemError):
        raise outcome
    return JSONResponse(outcome.as_json(), HTTPStatus.ACCEPTED)
