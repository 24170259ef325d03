"""The HTTP edge of the ledger: who sent what, and reading it again."""

import json
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import AwareDatetime

from ingest.access.keys import Sender
from ingest.durability.watch import Watch
from ingest.formats.kinds import NDJSON
from ingest.ledger.audit import Ledgers, Selection
from ingest.pipeline.reprocess import Reparsing, Reread
from newsroom.events.articles import ArticleId, Source
from newsroom.events.documents import DOCUMENT_ID_PATTERN
from newsroom.http.app import known_query
from newsroom.http.problems import ProblemError
from newsroom.runtime.traceparent import traceparent

_MOST = 100


@dataclass(frozen=True, slots=True)
class LedgerEdge:
    """What the routes call."""

    sender: Callable[[Request], Sender]
    ledgers: Ledgers
    reparsing: Reparsing
    watch: Watch


def ledger_api(edge: LedgerEdge) -> APIRouter:
    """The routes; a key sees and moves what its sources sent, nothing else."""
    router = APIRouter(prefix="/v1", dependencies=[Depends(known_query)])
    By = Annotated[Sender, Depends(edge.sender)]  # noqa: N806 - a type
    Sources = Annotated[list[Source] | None, Query()]  # noqa: N806 - a type

    @router.get("/receipts")
    async def receipts(
        by: By,
        source: Sources = None,
        article: Annotated[ArticleId | None, Query(alias="id")] = None,
        since: AwareDatetime | None = None,
        cursor: Annotated[str | None, Query(pattern=DOCUMENT_ID_PATTERN)] = None,
        limit: Annotated[int, Query(ge=1, le=_MOST)] = 20,
    ) -> Response:
        """Who sent what, the newest first; `next` is the cursor of what came before."""
        selection = Selection(_sources(by, source), by.sources, article, since, before=cursor)
        found = await edge.ledgers.receipts(selection, limit)
        following = found[-1].id if len(found) == limit else None
        listed = [one.model_dump(mode="json", exclude_none=True) for one in found]
        return JSONResponse({"receipts": listed, "next": following})

    @router.get("/doubts")
    async def doubts(
        by: By, source: Sources = None, limit: Annotated[int, Query(ge=1, le=_MOST)] = 20
    ) -> Response:
        """Articles that do not seem to be in the language they say, the newest first."""
        found = await edge.ledgers.doubted(_sources(by, source), limit)
        return JSONResponse({"articles": [one.model_dump(mode="json") for one in found]})

    @router.post("/reparse")
    async def reparse(
        request: Request,
        by: By,
        source: Sources = None,
        kind: Annotated[str | None, Query(alias="format", max_length=50)] = None,
        since: AwareDatetime | None = None,
        dry_run: bool = False,
    ) -> Response:
        """Reads what was sent again; answers a line for each document that changes something."""
        edge.watch.check()
        selection = Selection(_sources(by, source), by.sources, since=since, format=kind)
        rereads = edge.reparsing.reparse(
            selection, by, traceparent(request.headers.get("traceparent")), dry_run=dry_run
        )
        return StreamingResponse(_lines(rereads), HTTPStatus.OK, media_type=NDJSON)

    return router


def _sources(by: Sender, wanted: list[str] | None) -> frozenset[str] | None:
    """The sources that are meant, None for all. Raises ProblemError where one is another's."""
    for source in wanted or ():
        by.check(source)
    return frozenset(wanted) if wanted else by.sources


async def _lines(rereads: AsyncIterator[Reread]) -> AsyncIterator[bytes]:
    documents, total = 0, Counter[str]()
    async for reread in rereads:
        documents += 1
        total += reread.counts
        of = {"document": reread.document_id, "format": reread.format}
        if reread.changed:
            yield _line({**of, "changed": [asdict(one) for one in reread.changed]})
        for one in reread.answers:
            if isinstance(one, ProblemError):
                yield _line({**of, "problem": one.as_json()})
    yield _line({"documents": documents, "answers": dict(total)})


def _line(said: object) -> bytes:
    return json.dumps(said, ensure_ascii=False).encode() + b"\n"
