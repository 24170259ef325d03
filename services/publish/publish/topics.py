"""The topics of the moment by HTTP."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import RootModel

from newsroom.runtime.clock import Clock
from newsroom.runtime.http import known_query
from publish import representations
from publish.adapters.mongo_trending import MongoTrending
from publish.queries import Languages, checked_filter
from publish.trending import Trend, Windows, trending

Trends = RootModel[list[Trend]]
Most = Annotated[int, Query(alias="limit", ge=1, le=100)]


def topics(tags: MongoTrending, languages: Sequence[str], clock: Clock) -> APIRouter:
    """`GET /v1/trending`: an array of topics, the surest rise first."""
    router = APIRouter(prefix="/v1", dependencies=[Depends(known_query)])

    @router.get("/trending")
    async def trends(request: Request, lang: Languages = (), most: Most = 10) -> Response:
        wanted = checked_filter(lang, (), (), languages)
        counts = await tags.counts(Windows.at(clock.now()), wanted.languages)
        return representations.plain(request, Trends(trending(counts, most)))

    return router
