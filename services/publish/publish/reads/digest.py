"""Digest of the live log: counts and an order-independent hash, by which a consumer proves a copy complete.

The formula is the contract's: for every article its last change at or before a cursor, bucketed by the hour
of its first publication and by language; the hash is the XOR of the first 16 bytes of SHA-256 of
`id seq change`.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from http import HTTPStatus
from typing import Annotated, Protocol

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime, BaseModel

from newsroom.events.envelope import rfc3339
from newsroom.http.app import known_query
from newsroom.http.problems import FieldProblem, ProblemError
from newsroom.streams.cursor import BEGINNING, Cursor, MalformedCursorError
from publish.reads.queries import CursorText

_HASHED = 16  # bytes


@dataclass(frozen=True, slots=True)
class LastChange:
    """The last change of an article at or before a cursor."""

    article_id: str
    seq: int
    change: str
    language: str
    first_published_at: datetime


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


class Bucket(BaseModel):
    """Articles first published in one hour, in one language. `hash` is 32 hexadecimal digits."""

    hour: str
    language: str
    articles: int
    hash: str


class Digest(BaseModel):
    """State of the log at `cursor`; hours and languages without articles have no bucket."""

    cursor: str
    buckets: list[Bucket]


class Tally:
    """Counts and hashes of buckets, added to one article after the other."""

    def __init__(self) -> None:
        self._counts: dict[tuple[datetime, str], int] = {}
        self._hashes: dict[tuple[datetime, str], int] = {}

    def add(self, change: LastChange) -> None:
        hour = change.first_published_at.replace(minute=0, second=0, microsecond=0)
        key = (hour, change.language)
        self._counts[key] = self._counts.get(key, 0) + 1
        self._hashes[key] = self._hashes.get(key, 0) ^ article_hash(
            change.article_id, change.seq, change.change
        )

    def buckets(self) -> list[Bucket]:
        """By hour, then language."""
        return [
            Bucket(
                hour=rfc3339(hour),
                language=language,
                articles=self._counts[hour, language],
                hash=f"{self._hashes[hour, language]:0{2 * _HASHED}x}",
            )
            for hour, language in sorted(self._counts)
        ]


def article_hash(article_id: str, seq: int, change: str) -> int:
    """The part of one article in its bucket's hash."""
    return int.from_bytes(sha256(f"{article_id} {seq} {change}".encode()).digest()[:_HASHED])


def digest_routes(reads: DigestReads) -> APIRouter:
    """`GET /v1/digest`."""
    router = APIRouter(prefix="/v1", dependencies=[Depends(known_query)])

    @router.get("/digest")
    async def digest(
        since: Annotated[AwareDatetime | None, Query(alias="from")] = None,
        until: Annotated[AwareDatetime | None, Query(alias="to")] = None,
        cursor: CursorText = None,
    ) -> Digest:
        at = await _archived(reads, cursor)
        tally = Tally()
        async for changes in reads.last_changes(at, since, until):
            for change in changes:
                tally.add(change)
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
