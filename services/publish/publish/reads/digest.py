"""Digest of the live log at a cursor, which proves a copy complete (`newsroom.events.digest`)."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Protocol

from fastapi import APIRouter, Depends, Query

from newsroom.events.articles import Instant
from newsroom.events.digest import Digest, LastChange, Tally
from newsroom.http.app import known_query
from newsroom.http.openapi import problems
from newsroom.http.problems import FieldProblem, ProblemError
from newsroom.streams.cursor import BEGINNING, Cursor, MalformedCursorError
from publish.reads.queries import CursorText


class DigestReads(Protocol):
    """Changes as the archive has them. Calls raise `StoreUnavailableError`."""

    async def latest(self) -> str | None:
        """The cursor of the newest entry archived."""
        ...

    async def oldest(self) -> str | None:
        """The oldest cursor that a digest can be given for."""
        ...

    def last_changes(
        self, cursor: str, since: datetime | None, until: datetime | None
    ) -> AsyncIterator[Sequence[LastChange]]:
        """Of every article first published in `since` <= t < `until`, in any order, by parts."""
        ...


def digest_routes(reads: DigestReads) -> APIRouter:
    """`GET /v1/digest`."""
    router = APIRouter(prefix="/v1", dependencies=[Depends(known_query)])

    @router.get("/digest", responses=problems(410))
    async def digest(
        since: Annotated[Instant | None, Query(alias="from")] = None,
        until: Annotated[Instant | None, Query(alias="to")] = None,
        cursor: CursorText = None,
    ) -> Digest:
        """Counts and hashes by hour and language, at a cursor or the newest: they prove a copy complete."""
        at = await _archived(reads, cursor)
        tally = Tally()
        async for changes in reads.last_changes(at, since, until):
            for change in changes:
                if (place := change.place) is not None:
                    tally.add(*place, change.article_id, change.seq, change.change)
        return Digest(cursor=at, buckets=tally.buckets())

    return router


async def _archived(reads: DigestReads, text: str | None) -> str:
    """The cursor asked for, or the newest; refused where the archive does not answer for it."""
    latest = await reads.latest() or BEGINNING
    if text is None:
        return latest
    try:
        wanted = Cursor.parse(text)
    except MalformedCursorError as error:
        problem = "write a cursor as it was given: in an answer's cursor or an event's id"
        raise ProblemError(
            HTTPStatus.BAD_REQUEST, f"cursor: {problem}", errors=[FieldProblem("cursor", problem)]
        ) from error
    if wanted > Cursor.parse(latest):
        detail = "This cursor is not archived yet; ask again."
        raise ProblemError(HTTPStatus.SERVICE_UNAVAILABLE, detail, retry_after=1)
    oldest = await reads.oldest()
    if oldest is not None and wanted < Cursor.parse(oldest).before:
        raise ProblemError(
            HTTPStatus.GONE,
            f"This cursor is not kept any more; the oldest that is, is {oldest}.",
            title="Cursor too old",
            extra={"oldest": oldest},
        )
    return str(wanted)
