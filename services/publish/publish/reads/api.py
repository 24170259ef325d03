"""The open reads: feed, changes, articles, stories, revisions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from newsroom.events.identity import is_article_id
from newsroom.events.topics import Filter
from newsroom.http.app import known_query
from newsroom.http.problems import ProblemError
from newsroom.live.cursor import Cursor, Since
from newsroom.live.resume import NotKept, from_log
from publish.adapters.live_history import LiveHistory
from publish.adapters.mongo_feed import MongoFeed
from publish.http.settled import tell_unsettled
from publish.log.cursor import LoggedChange
from publish.reads import answers, representations
from publish.reads.queries import (
    Categories,
    CursorText,
    Languages,
    Limit,
    Page,
    Tags,
    Words,
    checked_cursor,
    checked_filter,
    checked_page,
    words_of,
)
from publish.reads.revision_diffs import revisions_shown
from publish.visibility.facts import ArticleFacts
from publish.visibility.urls import Site

_SCAN = 200  # entries looked at in one read of the log
_LONGEST_SCAN = 5000  # entries looked at for one answer, so that a rare topic costs no more


@dataclass(frozen=True, slots=True)
class Reads:
    """What the open reads read from."""

    feed: MongoFeed
    history: LiveHistory
    languages: Sequence[str]
    site: Site


def api(reads: Reads) -> APIRouter:
    """The routes under `/v1` that need no key."""
    router = APIRouter(prefix="/v1", dependencies=[Depends(known_query)])
    _add_lists(router, reads)
    _add_articles(router, reads)
    return router


def _add_lists(router: APIRouter, reads: Reads) -> None:
    @router.get("/feed")
    async def feed(
        *,
        request: Request,
        lang: Languages = (),
        category: Categories = (),
        tag: Tags = (),
        q: Words = None,
        limit: Limit = 20,
        page: Page = None,
    ) -> Response:
        wanted = checked_filter(lang, category, tag, reads.languages)
        below = checked_page(page)
        words = words_of(q, lang, reads.languages)
        if representations.wants_ninjs(request):
            articles = await reads.feed.articles(wanted, limit, below, words)
            if not articles.settled:
                tell_unsettled(request)
            return representations.collection(request, reads.site, articles)
        # Before the query: what comes in between is then both in the answer and after the cursor.
        cursor = await reads.history.position()
        found = await reads.feed.page(wanted, limit, below, words)
        following = found.following.encode() if found.following else None
        answer = answers.Feed(items=found.items, next=following, cursor=cursor)
        if not found.settled:
            tell_unsettled(request)
        return representations.plain(request, answer, found.changed_at)

    @router.get("/changes")
    async def changes(
        cursor: CursorText = None,
        lang: Languages = (),
        category: Categories = (),
        tag: Tags = (),
        limit: Limit = 20,
    ) -> Response:
        wanted = checked_filter(lang, category, tag, reads.languages)
        after = await _resumable(reads.history, cursor)
        found, reached = await _scan(reads.history, wanted, after, limit)
        return Response(answers.changes_body(found, reached), media_type="application/json")


def _add_articles(router: APIRouter, reads: Reads) -> None:
    @router.get("/articles/{article_id}")
    async def article(request: Request, article_id: str) -> Response:
        facts = _shown(await _known(reads.feed, article_id))
        if facts.public is None:
            return _moved(f"/v1/articles/{facts.yields_to}")
        if facts.unlogged:
            tell_unsettled(request)
        shown = facts.public.model_copy(update={"cursor": facts.shown_cursor})
        return representations.whole(request, shown, facts.changed_at)

    @router.get("/articles/{article_id}/revisions")
    async def revisions(request: Request, article_id: str) -> Response:
        facts = _shown(await _known(reads.feed, article_id))
        if facts.public is None:
            return _moved(f"/v1/articles/{facts.yields_to}/revisions")
        contents = await reads.feed.contents(article_id, facts.public.revision)
        answer = answers.Revisions(id=article_id, revisions=revisions_shown(contents))
        return representations.plain(request, answer)

    @router.get("/stories/{story_id}")
    async def story(request: Request, story_id: str) -> Response:
        facts = await _known(reads.feed, story_id)
        if facts.story_id != story_id:
            return _moved(f"/v1/stories/{facts.story_id}")
        found = await reads.feed.story(story_id)
        if not found.articles:
            _shown(facts)
        return representations.plain(request, found)


def _moved(address: str) -> Response:
    return RedirectResponse(address, HTTPStatus.PERMANENT_REDIRECT)


def category_names(categories: Mapping[str, Mapping[str, str]]) -> APIRouter:
    """`GET /v1/categories`: the newsroom's own, with their names; other slugs are shown as sent."""
    router = APIRouter(prefix="/v1", dependencies=[Depends(known_query)])
    found = [answers.Category(slug=slug, names=dict(names)) for slug, names in categories.items()]

    @router.get("/categories")
    async def names() -> list[answers.Category]:
        return found

    return router


async def _known(feed: MongoFeed, article_id: str) -> ArticleFacts:
    facts = await feed.article(article_id) if is_article_id(article_id) else None
    if facts is None or (facts.content is None and facts.status == "live"):
        raise ProblemError(HTTPStatus.NOT_FOUND, "There is nothing under this id.")
    return facts


def _shown(facts: ArticleFacts) -> ArticleFacts:
    """The facts of an article that is shown or redirects; refuses any other as it must be."""
    if facts.status == "withdrawn":
        raise ProblemError(HTTPStatus.GONE, "This article was withdrawn.", title="Withdrawn")
    if facts.public is None and facts.yields_to is None:
        raise ProblemError(HTTPStatus.NOT_FOUND, "There is nothing under this id.")
    return facts


async def _resumable(history: LiveHistory, text: str | None) -> str:
    """The cursor to read after. Refuses one that cannot be resumed from without a gap."""
    wanted: Cursor | Since = Since.EARLIEST
    if text is not None and text not in ("earliest", "0-0"):
        wanted = Cursor.parse(checked_cursor(text))
    oldest, latest = await history.oldest(), await history.latest()
    start = from_log(wanted, Cursor.parse(oldest) if oldest else None, Cursor.parse(latest))
    if isinstance(start, NotKept):
        raise ProblemError(
            HTTPStatus.GONE,
            f"This cursor is not kept any more; the oldest that is, is {start.oldest}.",
            title="Cursor too old",
            extra={"oldest": str(start.oldest) if start.oldest else None},
        )
    return str(start)


async def _scan(
    history: LiveHistory, wanted: Filter, after: str, limit: int
) -> tuple[list[LoggedChange], str]:
    """Up to `limit` changes that a filter wants, and the cursor up to which the log was looked at."""
    found: list[LoggedChange] = []
    for _ in range(_LONGEST_SCAN // _SCAN):
        page = await history.page(after, _SCAN)
        for change in page:
            before, now = frozenset(change.live.topics_before), frozenset(change.live.topics_after)
            if wanted.matches_change(before, now):
                found.append(change)
            after = change.cursor
            if len(found) == limit:
                return found, after
        if not page:
            break
    return found, after
