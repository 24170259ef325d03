"""Route of the topics of the moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import RootModel

from newsroom.http.app import known_query
from newsroom.runtime.clock import Clock
from publish.reads import representations
from publish.reads.curation import curated
from publish.reads.ports import TopicReads
from publish.reads.queries import Languages, checked_filter
from publish.reads.trending import TopicCount, Trend, Windows

Trends = RootModel[list[Trend]]
Most = Annotated[int, Query(alias="limit", ge=1, le=100)]

# Counting looks at a week; a rise over hours may be shown a few seconds late.
_SECONDS_FRESH = 5.0


@dataclass(frozen=True, slots=True)
class _Counted:
    """Counts of a set of languages, of which there are few, and how long they hold."""

    counts: Sequence[TopicCount]
    fresh_until: float


def topic_routes(tags: TopicReads, languages: Sequence[str], clock: Clock) -> APIRouter:
    """`GET /v1/trending`: an array of topics, the surest rise first, below what editors pinned."""
    router = APIRouter(prefix="/v1", dependencies=[Depends(known_query)])
    counted: dict[frozenset[str], _Counted] = {}

    async def counts_of(wanted: frozenset[str]) -> Sequence[TopicCount]:
        last = counted.get(wanted)
        if last is None or clock.monotonic() >= last.fresh_until:
            counts = await tags.counts(Windows.at(clock.now()), wanted)
            last = counted[wanted] = _Counted(counts, clock.monotonic() + _SECONDS_FRESH)
        return last.counts

    @router.get("/trending", responses=representations.shown_as(Trends))
    async def trends(request: Request, lang: Languages = (), most: Most = 10) -> Response:
        """The topics of the moment."""
        wanted = checked_filter(lang, (), (), languages)
        # Never kept: there are few, and what an editor hides should be gone at once.
        listed = curated(
            await counts_of(wanted.languages), await tags.curations(), wanted.languages or languages, most
        )
        return representations.plain(request, Trends(listed))

    return router
