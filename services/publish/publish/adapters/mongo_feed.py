"""Reads of the feed: each a single query over an index."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from newsroom.events.articles import ArticleRevision
from newsroom.events.live import PublicArticle, PublicItem
from newsroom.events.topics import Filter
from newsroom.stores.mongo import Database, Fields, mongo_adapter
from publish.adapters.mongo_filters import filter_query, newest_first
from publish.adapters.mongo_search import Hits, MongoSearch
from publish.feeds.feed_page import FeedPage, ItemT, PageToken
from publish.reads.answers import Story
from publish.reads.search import SearchQuery
from publish.visibility.facts import ArticleFacts

_PUBLIC = "public."
_WHOLE_ARTICLE = ("body", "body_html", "media", "source", "byline", "dateline", "rights")


@mongo_adapter
class MongoFeed:
    """Reads of the shown part of `articles`."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._search = MongoSearch(db)

    async def page(
        self, wanted: Filter, limit: int, below: PageToken | None, query: SearchQuery | None = None
    ) -> FeedPage[PublicItem]:
        """One page by `published_at`, then id, both descending; of what has the words of `query` alone."""
        shown, hits = await self._selected(wanted, limit, below, query)
        leave_out = {f"public.{name}": 0 for name in _WHOLE_ARTICLE}
        return _with_place_of(await self._page(shown, limit, leave_out, PublicItem), hits)

    async def articles(
        self, wanted: Filter, limit: int, below: PageToken | None = None, query: SearchQuery | None = None
    ) -> FeedPage[PublicArticle]:
        """As `page`, each article whole."""
        shown, hits = await self._selected(wanted, limit, below, query)
        return _with_place_of(await self._page(shown, limit, {}, PublicArticle), hits)

    async def since(self, instant: datetime, limit: int) -> FeedPage[PublicItem]:
        """The newest that were published since an instant, in all languages."""
        leave_out = {f"public.{name}": 0 for name in _WHOLE_ARTICLE}
        return await self._page({"public.published_at": {"$gte": instant}}, limit, leave_out, PublicItem)

    async def _selected(
        self, wanted: Filter, limit: int, below: PageToken | None, query: SearchQuery | None
    ) -> tuple[Fields, Hits | None]:
        """The query: by the filter, or the search's hits as far as the filter still admits them."""
        if query is None:
            return filter_query(wanted, below, _PUBLIC), None
        if below is None:
            await self._search.catch_up()
        hits = await self._search.find(wanted, limit, below, query)
        return {"_id": {"$in": hits.ids}, **filter_query(wanted, None, _PUBLIC)}, hits

    async def _page(
        self, query: Fields, limit: int, leave_out: Fields, model: type[ItemT]
    ) -> FeedPage[ItemT]:
        shown = self._db.articles.find(query, {"content": 0, **leave_out})
        shown = shown.sort(newest_first(_PUBLIC)).limit(limit + 1)
        read = [fields async for fields in shown]
        listed = read[:limit]
        items = [_public(fields, model) for fields in listed]
        following = PageToken(items[-1].published_at, items[-1].id) if len(read) > limit else None
        changed_at = max((fields["changed_at"] for fields in listed), default=None)
        return FeedPage(items, following, changed_at, settled=not any(map(_is_unlogged, listed)))

    async def article(self, article_id: str) -> ArticleFacts | None:
        """The facts of an article, shown or not."""
        fields = await self._db.articles.find_one({"_id": article_id})
        return ArticleFacts.model_validate(fields) if fields else None

    async def whole(self, article_ids: Sequence[str]) -> list[PublicArticle]:
        """Articles whole, in the order asked for; those that are not shown are left out."""
        articles = self._db.articles.find(
            {"_id": {"$in": list(article_ids)}}, {"public": 1, "cursor": 1, "unlogged": 1}
        )
        shown = {fields["_id"]: fields async for fields in articles if fields.get("public")}
        return [_public(shown[key], PublicArticle) for key in article_ids if key in shown]

    async def contents(self, article_id: str, up_to: int) -> list[ArticleRevision]:
        """Every content the article had up to a revision, oldest first."""
        revisions = self._db.revisions.find({"article_id": article_id, "revision": {"$lte": up_to}})
        return [
            ArticleRevision.model_validate(r["article"])
            async for r in revisions.sort([("epoch", 1), ("revision", 1)])
        ]

    async def story(self, story_id: str) -> Story:
        """A story with its visible articles; of one article where none other was ever linked."""
        snapshot = await self._db.stories.find_one({"_id": story_id})
        leave_out = {f"public.{name}": 0 for name in _WHOLE_ARTICLE}
        shown = self._db.articles.find(
            {"$or": [{"story_id": story_id}, {"_id": story_id}], "public.story_id": story_id},
            {"content": 0, **leave_out},
        )
        items = [_public(fields, PublicItem) async for fields in shown]
        return Story(
            id=story_id,
            version=snapshot["version"] if snapshot else 1,
            articles={item.language: item for item in sorted(items, key=lambda item: item.language)},
            previous_story_ids=snapshot["previous_story_ids"] if snapshot else (),
        )


def _with_place_of(page: FeedPage[ItemT], hits: Hits | None) -> FeedPage[ItemT]:
    """The page with the search's own place: hits that are not shown any more do not end it."""
    return page if hits is None else replace(page, following=hits.following)


def _public(fields: Mapping[str, Any], model: type[ItemT]) -> ItemT:
    cursor = None if _is_unlogged(fields) else fields.get("cursor")
    return model.model_validate({**fields["public"], "cursor": cursor})


def _is_unlogged(fields: Mapping[str, Any]) -> bool:
    return bool(fields.get("unlogged"))
