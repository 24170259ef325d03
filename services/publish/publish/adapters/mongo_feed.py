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
from publish.feeds.feed_page import FeedPage, ItemT, PageToken
from publish.reads.answers import Story
from publish.reads.revision_pages import RevisionSpan
from publish.visibility.facts import ArticleFacts

_PUBLIC = "public."
_CONTENTS_AT_ONCE = 8  # of a megabyte each
_WHOLE_ARTICLE = ("body", "body_html", "media", "source", "byline", "dateline", "rights")
_NO_TEXT: Fields = {f"{_PUBLIC}{name}": 0 for name in _WHOLE_ARTICLE}


@mongo_adapter
class MongoFeed:
    """Reads of the shown part of `articles`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def page(self, wanted: Filter, limit: int, below: PageToken | None) -> FeedPage[PublicItem]:
        """One page by first publication, then id, both descending."""
        return await self._page(filter_query(wanted, below, _PUBLIC), limit, _NO_TEXT, PublicItem)

    async def articles(
        self, wanted: Filter, limit: int, below: PageToken | None = None
    ) -> FeedPage[PublicArticle]:
        """As `page`, each article whole."""
        return await self._page(filter_query(wanted, below, _PUBLIC), limit, {}, PublicArticle)

    async def items_among(self, ids: Sequence[str], wanted: Filter) -> FeedPage[PublicItem]:
        """Those of some articles that a filter admits, in the order of `ids`."""
        return await self._among(ids, wanted, _NO_TEXT, PublicItem)

    async def articles_among(self, ids: Sequence[str], wanted: Filter) -> FeedPage[PublicArticle]:
        """As `items_among`, each article whole."""
        return await self._among(ids, wanted, {}, PublicArticle)

    async def since(self, instant: datetime, limit: int) -> FeedPage[PublicItem]:
        """The newest that were published since an instant, in all languages."""
        return await self._page({"public.first_published_at": {"$gte": instant}}, limit, _NO_TEXT, PublicItem)

    async def _page(
        self, query: Fields, limit: int, leave_out: Fields, model: type[ItemT]
    ) -> FeedPage[ItemT]:
        shown = self._db.articles.find(query, {"content": 0, **leave_out})
        shown = shown.sort(newest_first(_PUBLIC)).limit(limit + 1)
        read = [fields async for fields in shown]
        page = _page_of(read[:limit], model)
        last = page.items[-1] if len(read) > limit else None
        return replace(page, following=PageToken(last.first_published_at, last.id)) if last else page

    async def _among(
        self, ids: Sequence[str], wanted: Filter, leave_out: Fields, model: type[ItemT]
    ) -> FeedPage[ItemT]:
        query = {"_id": {"$in": list(ids)}, **filter_query(wanted, None, _PUBLIC)}
        shown = self._db.articles.find(query, {"content": 0, **leave_out}) if ids else None
        read = {fields["_id"]: fields async for fields in shown} if shown else {}
        return _page_of([read[key] for key in ids if key in read], model)

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

    async def contents(
        self, article_id: str, span: RevisionSpan, limit: int, most_characters: int
    ) -> tuple[list[ArticleRevision], bool]:
        """Contents within a span, oldest first: up to `limit`, but none after so many characters of text.

        And whether all of the span is among them.
        """
        query: Fields = {"article_id": article_id, "revision": {"$gte": span.lowest, "$lte": span.highest}}
        if (begin := span.begin) is not None:
            here = {"epoch": begin.epoch, "revision": {"$gte": begin.revision}}
            query["$or"] = [here, {"epoch": {"$gt": begin.epoch}}]
        found = self._db.revisions.find(query).sort([("epoch", 1), ("revision", 1)]).limit(limit)
        contents: list[ArticleRevision] = []
        size = 0
        async for fields in found.batch_size(_CONTENTS_AT_ONCE):
            content = ArticleRevision.model_validate(fields["article"])
            contents.append(content)
            size += len(content.body or "") + len(content.body_html or "")
            if size > most_characters:
                return contents, False
        return contents, len(contents) < limit

    async def story(self, story_id: str) -> Story:
        """A story with its visible articles; of one article where none other was ever linked."""
        snapshot = await self._db.stories.find_one({"_id": story_id})
        shown = self._db.articles.find(
            {"$or": [{"story_id": story_id}, {"_id": story_id}], "public.story_id": story_id},
            {"content": 0, **_NO_TEXT},
        )
        items = [_public(fields, PublicItem) async for fields in shown]
        return Story(
            id=story_id,
            version=snapshot["version"] if snapshot else 1,
            articles={item.language: item for item in sorted(items, key=lambda item: item.language)},
            previous_story_ids=snapshot["previous_story_ids"] if snapshot else (),
        )


def _page_of(listed: Sequence[Mapping[str, Any]], model: type[ItemT]) -> FeedPage[ItemT]:
    items = [_public(fields, model) for fields in listed]
    changed_at = max((fields["changed_at"] for fields in listed), default=None)
    return FeedPage(items, None, changed_at, settled=not any(map(_is_unlogged, listed)))


def _public(fields: Mapping[str, Any], model: type[ItemT]) -> ItemT:
    cursor = None if _is_unlogged(fields) else fields.get("cursor")
    return model.model_validate({**fields["public"], "cursor": cursor})


def _is_unlogged(fields: Mapping[str, Any]) -> bool:
    return bool(fields.get("unlogged"))
