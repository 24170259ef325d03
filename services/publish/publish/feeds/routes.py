"""Routes of the feeds and of the news sitemap."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from typing import Protocol

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from newsroom.events.live import PublicArticle, PublicItem
from newsroom.events.topics import Filter
from newsroom.http.app import known_query
from newsroom.http.problems import ProblemError
from newsroom.runtime.clock import Clock
from publish.feeds import atom, json_feed, news_sitemap, rss
from publish.feeds.edition import FeedEdition, Publication
from publish.feeds.feed_page import FeedPage
from publish.http.conditional import conditional
from publish.http.settled import mark_unsettled

_ENTRIES = 50


@dataclass(frozen=True, slots=True)
class FeedFormat:
    """A format that feeds are written in."""

    media_type: str
    write: Callable[[FeedEdition], bytes]


FORMATS: Mapping[str, FeedFormat] = {
    "atom": FeedFormat(atom.MEDIA_TYPE, atom.atom),
    "rss": FeedFormat(rss.MEDIA_TYPE, rss.rss),
    "json": FeedFormat(json_feed.MEDIA_TYPE, json_feed.json_feed),
}


class FeedReads(Protocol):
    """Reads of the feeds, newest first. Calls raise `StoreUnavailableError`."""

    async def articles(self, wanted: Filter, limit: int) -> FeedPage[PublicArticle]: ...
    async def since(self, instant: datetime, limit: int) -> FeedPage[PublicItem]: ...


def feed_routes(feed: FeedReads, publication: Publication, clock: Clock) -> APIRouter:
    """The routes. They come before those of the pages, whose addresses would take these for an article."""
    router = APIRouter(dependencies=[Depends(known_query)])

    @router.head("/sitemap-news.xml", include_in_schema=False)
    @router.get("/sitemap-news.xml")
    async def sitemap(request: Request) -> Response:
        since = clock.now() - news_sitemap.SPAN
        page = await feed.since(since, news_sitemap.MOST_ENTRIES)
        body = news_sitemap.news_sitemap(page.items, publication.name, publication.languages)
        return conditional(request, body, news_sitemap.MEDIA_TYPE, changed_at=page.changed_at)

    @router.head("/{language}/feed.{suffix}", include_in_schema=False)
    @router.get("/{language}/feed.{suffix}")
    async def of_language(request: Request, language: str, suffix: str) -> Response:
        return await answer(request, suffix, language, None)

    @router.head("/{language}/{category}/feed.{suffix}", include_in_schema=False)
    @router.get("/{language}/{category}/feed.{suffix}")
    async def of_category(request: Request, language: str, category: str, suffix: str) -> Response:
        return await answer(request, suffix, language, category)

    async def answer(request: Request, suffix: str, language: str, category: str | None) -> Response:
        form = FORMATS.get(suffix)
        if form is None or language not in publication.languages:
            raise ProblemError(HTTPStatus.NOT_FOUND, "There is no such feed.")
        edition = publication.edition(language, category)
        wanted = Filter(frozenset({language}), frozenset({category} if category else ()))
        page = await feed.articles(wanted, _ENTRIES)
        if not page.settled:
            mark_unsettled(request)
        edition = replace(edition, address=f"{edition.home}feed.{suffix}", articles=page.items)
        return conditional(request, form.write(edition), form.media_type, changed_at=page.changed_at)

    return router
