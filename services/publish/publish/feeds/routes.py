"""Routes of the feeds and of the news sitemap."""

from http import HTTPStatus

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from newsroom.http.app import known_query
from newsroom.http.openapi import NOT_MODIFIED, Responses, content, problems
from newsroom.http.problems import ProblemError
from newsroom.runtime.clock import Clock
from publish.feeds import news_sitemap
from publish.feeds.documents import FORMATS, FeedDocuments
from publish.http.conditional import conditional
from publish.http.settled import mark_unsettled

_DESCRIBED: Responses = {
    200: {
        "description": "The feed in the format of its suffix",
        "content": {
            format_.media_type: {"schema": {"type": "object" if name == "json" else "string"}}
            for name, format_ in FORMATS.items()
        },
    },
    **NOT_MODIFIED,
    **problems(404),
}


def feed_routes(documents: FeedDocuments, clock: Clock) -> APIRouter:
    """The routes. They come before those of the pages, whose addresses would take these for an article."""
    router, publication = APIRouter(dependencies=[Depends(known_query)]), documents.publication

    @router.head("/sitemap-news.xml", include_in_schema=False)
    @router.get(
        "/sitemap-news.xml",
        response_class=Response,
        responses={**content(news_sitemap.MEDIA_TYPE), **NOT_MODIFIED},
    )
    async def sitemap(request: Request) -> Response:
        """The articles of two days, for search engines."""
        since = clock.now() - news_sitemap.SPAN
        page = await documents.reads.since(since, news_sitemap.MOST_ENTRIES)
        body = news_sitemap.news_sitemap(page.items, publication.name, publication.languages)
        return conditional(request, body, news_sitemap.MEDIA_TYPE, changed_at=page.changed_at)

    @router.head("/{language}/feed.{suffix}", include_in_schema=False)
    @router.get("/{language}/feed.{suffix}", response_class=Response, responses=_DESCRIBED)
    async def feed_of_language(request: Request, language: str, suffix: str) -> Response:
        """A language's feed; `suffix` is its format: `atom`, `rss` or `json`."""
        return await answer(request, suffix, language, None)

    @router.head("/{language}/{category}/feed.{suffix}", include_in_schema=False)
    @router.get("/{language}/{category}/feed.{suffix}", response_class=Response, responses=_DESCRIBED)
    async def feed_of_category(request: Request, language: str, category: str, suffix: str) -> Response:
        """The feed of a category in a language."""
        return await answer(request, suffix, language, category)

    async def answer(request: Request, suffix: str, language: str, category: str | None) -> Response:
        document = await documents.read(language, category, suffix)
        if document is None:
            raise ProblemError(HTTPStatus.NOT_FOUND, "There is no such feed.")
        if not document.settled:
            mark_unsettled(request)
        return conditional(
            request,
            document.write(),
            document.media_type,
            changed_at=document.changed_at,
            headers={"Link": document.link},
        )

    return router
