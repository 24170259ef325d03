"""The reads of the feed: each one query over an index."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Generic, TypeAlias, TypeVar

from newsroom.events.articles import ArticleRevision
from newsroom.events.live import PublicArticle, PublicItem
from newsroom.events.topics import Filter
from newsroom.stores.mongo import Database, Fields, mongo_adapter
from publish.adapters.mongo_search import Hits, MongoSearch
from publish.adapters.mongo_selection import newest_first, selection
from publish.log.cursor import PageToken
from publish.reads.answers import Story
from publish.reads.search import SearchQuery
from publish.visibility.facts import ArticleFacts

ItemT = TypeVar("ItemT", bound=PublicItem)

_PUBLIC = "public."
_WHOLE_ARTICLE = ("body", "body_html", "media", "source", "byline", "dateline", "rights")


@dataclass(frozen=True, slots=True)
class Listing(Generic[ItemT]):
    """Some of a feed, newest first. `following` is where the next page begins, None at the end.

    `changed_at` is when what is in it last changed, None where it is empty. `settled` tells whether each
    item's last change is archived, so that its cursor is there.
    """

    items: list[ItemT]
    following: PageToken | None
    changed_at: datetime | None = None
    settled: bool = True


FeedPage: TypeAlias = Listing[PublicItem]


@mongo_adapter
class MongoFeed:
    """Reads what is shown."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._search = MongoSearch(db)

    async def page(
        self, wanted: Filter, limit: int, below: PageToken | None, query: SearchQuery | None = None
    ) -> FeedPage:
        """One page by `published_at`, then id, both descending; of what has the words of `query` alone."""
        shown, hits = await self._selected(wanted, limit, below, query)
        leave_out = {f"public.{name}": 0 for name in _WHOLE_ARTICLE}
        return _as_found(await self._page(shown, limit, leave_out, PublicItem), hits)

    async def articles(
        self, wanted: Filter, limit: int, below: PageToken | None = None, query: SearchQuery | None = None
    ) -> Listing[PublicArticle]:
        """As `page`, each article whole."""
        shown, hits = await self._selected(wanted, limit, below, query)
        return _as_found(await self._page(shown, limit, {}, PublicArticle), hits)

    async def since(self, instant: datetime, limit: int) -> FeedPage:
        """The newest that were published since an instant, in all languages."""
        leave_out = {f"public.{name}": 0 for name in _WHOLE_ARTICLE}
        return await self._page({"public.published_at": {"$gte": instant}}, limit, leave_out, PublicItem)

    async def _selected(
        self, wanted: Filter, limit: int, below: PageToken | None, query: SearchQuery | None
    ) -> tuple[Fields, Hits | None]:
        """What to read: by the filter, or what the search has entered as far as it is still wanted."""
        if query is None:
            return selection(wanted, below, _PUBLIC), None
        if below is None:
            await self._search.catch_up()
        hits = await self._search.find(wanted, limit, below, query)
        return {"_id": {"$in": hits.ids}, **selection(wanted, None, _PUBLIC)}, hits

    async def _page(self, query: Fields, limit: int, leave_out: Fields, model: type[ItemT]) -> Listing[ItemT]:
        found = self._db.articles.find(query, {"content": 0, **leave_out})
        found = found.sort(newest_first(_PUBLIC)).limit(limit + 1)
        read = [fields async for fields in found]
        listed = read[:limit]
        items = [_public(fields, model) for fields in listed]
        following = PageToken(items[-1].published_at, items[-1].id) if len(read) > limit else None
        changed_at = max((fields["changed_at"] for fields in listed), default=None)
        return Listing(items, following, changed_at, settled=not any(map(_is_unlogged, listed)))

    async def article(self, article_id: str) -> ArticleFacts | None:
        """All that is known of an article, shown or not."""
        fields = await self._db.articles.find_one({"_id": article_id})
        return ArticleFacts.model_validate(fields) if fields else None

    async def whole(self, article_ids: Sequence[str]) -> list[PublicArticle]:
        """Articles whole, in the order asked for; those that are not shown are left out."""
        found = self._db.articles.find(
            {"_id": {"$in": list(article_ids)}}, {"public": 1, "cursor": 1, "unlogged": 1}
        )
        shown = {fields["_id"]: fields async for fields in found if fields.get("public")}
        return [_public(shown[one], PublicArticle) for one in article_ids if one in shown]

    async def contents(self, article_id: str, up_to: int) -> list[ArticleRevision]:
        """Every content the article had up to a revision, oldest first."""
        found = self._db.revisions.find({"article_id": article_id, "revision": {"$lte": up_to}})
        return [ArticleRevision.model_validate(r["article"]) async for r in found.sort("revision", 1)]

    async def story(self, story_id: str) -> Story:
        """A story with its visible articles; of one article where none other was ever linked."""
        told = await self._db.stories.find_one({"_id": story_id})
        leave_out = {f"public.{name}": 0 for name in _WHOLE_ARTICLE}
        shown = self._db.articles.find(
            {"$or": [{"story_id": story_id}, {"_id": story_id}], "public.story_id": story_id},
            {"content": 0, **leave_out},
        )
        items = [_public(fields, PublicItem) async for fields in shown]
        return Story(
            id=story_id,
            version=told["version"] if told else 1,
            articles={item.language: item for item in sorted(items, key=lambda item: item.language)},
            previous_story_ids=told["previous_story_ids"] if told else (),
        )


def _as_found(page: Listing[ItemT], hits: Hits | None) -> Listing[ItemT]:
    """The page with the search's own place: what it found and is not shown any more does not end it."""
    return page if hits is None else replace(page, following=hits.following)


def _public(fields: Mapping[str, Any], model: type[ItemT]) -> ItemT:
    cursor = None if _is_unlogged(fields) else fields.get("cursor")
    return model.model_validate({**fields["public"], "cursor": cursor})


def _is_unlogged(fields: Mapping[str, Any]) -> bool:
    return bool(fields.get("unlogged"))
