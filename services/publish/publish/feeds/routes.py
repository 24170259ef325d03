"""The feeds and the news sitemap by HTTP: which articles, under which address, as which format."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from newsroom.events.topics import Filter
from newsroom.http.app import known_query
from newsroom.http.problems import ProblemError
from newsroom.runtime.clock import Clock
from publish.adapters.mongo_feed import MongoFeed
from publish.feeds import atom, json_feed, news_sitemap, rss
from publish.feeds.edition import Edition
from publish.feeds.urns import feed_urn
from publish.http.conditional import conditional
from publish.http.settled import tell_unsettled
from publish.visibility.urls import Site

_ENTRIES = 50


@dataclass(frozen=True, slots=True)
class FeedFormat:
    """A format that feeds come in."""

    media_type: str
    write: Callable[[Edition], bytes]


FORMATS: Mapping[str, FeedFormat] = {
    "atom": FeedFormat(atom.MEDIA_TYPE, atom.atom),
    "rss": FeedFormat(rss.MEDIA_TYPE, rss.rss),
    "json": FeedFormat(json_feed.MEDIA_TYPE, json_feed.json_feed),
}


@dataclass(frozen=True, slots=True)
class Imprint:
    """Who publishes, where, and in which languages; categories' names by slug and language, if any."""

    name: str
    site: Site
    languages: Sequence[str]
    categories: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])

    def edition(self, language: str, category: str | None) -> Edition:
        """The feed of a language or of a category in it, without its address and still empty."""
        home = f"{self.site.base}/{language}/"
        title = self.name
        if category is not None:
            home += f"{category}/"
            title += f" · {self.categories.get(category, {}).get(language, category)}"
        return Edition(
            id=feed_urn(language, category),
            title=title,
            publisher=self.name,
            language=language,
            home=home,
            address=home,
            languages=self.languages,
            articles=(),
        )


def feeds(feed: MongoFeed, imprint: Imprint, clock: Clock) -> APIRouter:
    """The routes. They come before those of the pages, whose addresses would take these for an article."""
    router = APIRouter(dependencies=[Depends(known_query)])

    @router.head("/sitemap-news.xml", include_in_schema=False)
    @router.get("/sitemap-news.xml")
    async def sitemap(request: Request) -> Response:
        since = clock.now() - news_sitemap.SPAN
        found = await feed.since(since, news_sitemap.MOST_ENTRIES)
        body = news_sitemap.news_sitemap(found.items, imprint.name, imprint.languages)
        return conditional(request, body, news_sitemap.MEDIA_TYPE, changed_at=found.changed_at)

    @router.head("/{language}/feed.{suffix}", include_in_schema=False)
    @router.get("/{language}/feed.{suffix}")
    async def of_language(request: Request, language: str, suffix: str) -> Response:
        return await answer(request, suffix, language, None)

    @router.head("/{language}/{category}/feed.{suffix}", include_in_schema=False)
    @router.get("/{language}/{category}/feed.{suffix}")
    async def of_category(request: Request, language: str, category: str, suffix: str) -> Response:
        return await answer(request, suffix, language, category)

    async def answer(request: Request, suffix: str, language: str, category: str | None) -> Response:
        written = FORMATS.get(suffix)
        if written is None or language not in imprint.languages:
            raise ProblemError(HTTPStatus.NOT_FOUND, "There is no such feed.")
        edition = imprint.edition(language, category)
        wanted = Filter(frozenset({language}), frozenset({category} if category else ()))
        found = await feed.articles(wanted, _ENTRIES)
        if not found.settled:
            tell_unsettled(request)
        edition = replace(edition, address=f"{edition.home}feed.{suffix}", articles=found.items)
        return conditional(request, written.write(edition), written.media_type, changed_at=found.changed_at)

    return router
