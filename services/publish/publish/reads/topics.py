"""The topics of the moment by HTTP."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import RootModel

from newsroom.http.app import known_query
from newsroom.runtime.clock import Clock
from publish.adapters.mongo_trending import MongoTrending
from publish.reads import representations
from publish.reads.curation import curated
from publish.reads.queries import Languages, checked_filter
from publish.reads.trending import TopicCount, Trend, Windows

Trends = RootModel[list[Trend]]
Most = Annotated[int, Query(alias="limit", ge=1, le=100)]

# Counting looks at a week; what rises in hours may be told a few seconds late.
_SECONDS_GOOD = 5.0


@dataclass(frozen=True, slots=True)
class _Counted:
    """Counts of a set of languages, of which there are few, and how long they hold."""

    counts: Sequence[TopicCount]
    good_until: float


def topics(tags: MongoTrending, languages: Sequence[str], clock: Clock) -> APIRouter:
    """`GET /v1/trending`: an array of topics, the surest rise first, below what editors pinned."""
    router = APIRouter(prefix="/v1", dependencies=[Depends(known_query)])
    counted: dict[frozenset[str], _Counted] = {}

    async def counts(wanted: frozenset[str]) -> Sequence[TopicCount]:
        last = counted.get(wanted)
        if last is None or clock.monotonic() >= last.good_until:
            found = await tags.counts(Windows.at(clock.now()), wanted)
            last = counted[wanted] = _Counted(found, clock.monotonic() + _SECONDS_GOOD)
        return last.counts

    @router.get("/trending")
    async def trends(request: Request, lang: Languages = (), most: Most = 10) -> Response:
        wanted = checked_filter(lang, (), (), languages)
        # Never kept: there are few, and what an editor hides should be gone at once.
        found = curated(
            await counts(wanted.languages), await tags.curations(), wanted.languages or languages, most
        )
        return representations.plain(request, Trends(found))

    return router
