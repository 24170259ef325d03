"""The routes of the ledger: receipts, doubted languages, and reprocessing."""

import json
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel

from ingest.access.keys import Sender
from ingest.access.rate_limit import Limits
from ingest.formats.media_types import NDJSON
from ingest.http.openapi import lines
from ingest.ledger.audit import Doubted, KeptReceipt, LedgerArchive, Selection
from ingest.pipeline.reprocess import ReprocessedDocument, Reprocessor
from newsroom.events.articles import ArticleId, Instant, Source
from newsroom.events.documents import DOCUMENT_ID_PATTERN
from newsroom.http.app import known_query
from newsroom.http.openapi import problems
from newsroom.http.problems import ProblemError
from newsroom.runtime.traceparent import traceparent

_MOST = 100
_ANOTHERS = problems(403)


class Receipts(BaseModel):
    """A page of receipts, newest first; `next` is the cursor of those before, null at the end."""

    receipts: list[KeptReceipt]
    next: str | None


class DoubtedArticles(BaseModel):
    """Articles whose language is doubted, newest first."""

    articles: list[Doubted]


@dataclass(frozen=True, slots=True)
class LedgerEdge:
    """The use cases behind the routes."""

    sender: Callable[[Request], Awaitable[Sender]]
    limits: Limits
    archive: LedgerArchive
    reprocessor: Reprocessor


def ledger_api(edge: LedgerEdge) -> APIRouter:
    """The routes; a key sees and moves what its sources sent, nothing else."""
    router = APIRouter(prefix="/v1", dependencies=[Depends(known_query)])
    By = Annotated[Sender, Depends(edge.sender)]  # noqa: N806 - a type
    Sources = Annotated[list[Source] | None, Query()]  # noqa: N806 - a type

    @router.get("/receipts", responses={200: {"model": Receipts}, **_ANOTHERS})
    async def receipts(
        by: By,
        source: Sources = None,
        article: Annotated[ArticleId | None, Query(alias="id")] = None,
        since: Instant | None = None,
        cursor: Annotated[str | None, Query(pattern=DOCUMENT_ID_PATTERN)] = None,
        limit: Annotated[int, Query(ge=1, le=_MOST)] = 20,
    ) -> Response:
        """Receipts of requests and documents, the newest first; `next` is the cursor of those before."""
        selection = Selection(_sources(by, source), by.sources, article, since, before=cursor)
        receipts = await edge.archive.receipts(selection, limit)
        following = receipts[-1].id if len(receipts) == limit else None
        listed = [receipt.model_dump(mode="json", exclude_none=True) for receipt in receipts]
        return JSONResponse({"receipts": listed, "next": following})

    @router.get("/doubts", responses={200: {"model": DoubtedArticles}, **_ANOTHERS})
    async def doubts(
        by: By, source: Sources = None, limit: Annotated[int, Query(ge=1, le=_MOST)] = 20
    ) -> Response:
        """Articles that do not seem to be in the language they give, the newest first."""
        doubted = await edge.archive.doubted(_sources(by, source), limit)
        return JSONResponse({"articles": [article.model_dump(mode="json") for article in doubted]})

    @router.post(
        "/reparse",
        response_class=Response,
        responses={**lines("a line for each document that changes something, and the counts"), **_ANOTHERS},
    )
    async def reparse(
        request: Request,
        by: By,
        source: Sources = None,
        kind: Annotated[str | None, Query(alias="format", max_length=50)] = None,
        since: Instant | None = None,
        dry_run: bool = False,
    ) -> Response:
        """Reads documents again; answers a line for each that changes something."""
        edge.reprocessor.pipeline.gate.check()
        await edge.limits.reparse(by)
        selection = Selection(_sources(by, source), by.sources, since=since, format=kind)
        documents = edge.reprocessor.reprocess(
            selection, by, traceparent(request.headers.get("traceparent")), dry_run=dry_run
        )
        return StreamingResponse(_lines(documents), HTTPStatus.OK, media_type=NDJSON)

    return router


def _sources(by: Sender, wanted: list[str] | None) -> frozenset[str] | None:
    """The sources that are meant, None for all. Raises ProblemError where one is another's."""
    for source in wanted or ():
        by.check(source)
    return frozenset(wanted) if wanted else by.sources


async def _lines(documents: AsyncIterator[ReprocessedDocument]) -> AsyncIterator[bytes]:
    count, total = 0, Counter[str]()
    async for document in documents:
        count += 1
        total += document.counts
        named = {"document": document.document_id, "format": document.format}
        if document.changed:
            yield _line({**named, "changed": [answer.as_json() for answer in document.changed]})
        for outcome in document.outcomes:
            if isinstance(outcome, ProblemError):
                yield _line({**named, "problem": outcome.as_json()})
    yield _line({"documents": count, "answers": dict(total)})


def _line(members: object) -> bytes:
    return json.dumps(members, ensure_ascii=False).encode() + b"\n"
