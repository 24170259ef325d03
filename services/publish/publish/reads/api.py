"""Routes of the open reads: feed, changes, articles, stories, revisions."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from newsroom.events.articles import ArticleRevision
from newsroom.events.identity import is_article_id
from newsroom.events.live import PublicArticle, PublicItem
from newsroom.events.topics import Filter
from newsroom.http.app import known_query
from newsroom.http.openapi import MOVED, problems
from newsroom.http.problems import ProblemError
from newsroom.live.resume import ExpiredCursor
from newsroom.runtime.clock import Clock, SystemClock
from publish.feeds.feed_page import FeedPage
from publish.http.settled import mark_unsettled
from publish.log.history import LogHistory
from publish.log.logged_change import LoggedChange
from publish.reads import answers, representations
from publish.reads.as_of import AsOf, Instant, PastReads
from publish.reads.ports import ArticleReads
from publish.reads.queries import (
    Categories,
    CursorText,
    Languages,
    Limit,
    Page,
    Sort,
    Tags,
    Words,
    check_not_searched,
    checked_filter,
    checked_order,
    checked_page,
    checked_revision_page,
    checked_since,
    words_of,
)
from publish.reads.representations import shown_as
from publish.reads.revision_diffs import revisions_shown
from publish.reads.revision_pages import RevisionSpan, RevisionToken
from publish.search.found_articles import FoundArticles
from publish.search.query import Search
from publish.visibility.facts import ArticleFacts

# Characters of the texts that one page of revisions is made from: of names alone, and of texts.
_MOST_COMPARED, _MOST_SHOWN = 4_000_000, 1_000_000
_HIDDEN = problems(404, 410)
_LONGEST_SCAN = 20 * 2**20  # bytes looked at for one answer, so that a rare topic costs no more


@dataclass(frozen=True, slots=True)
class Reads:
    """Sources of the open reads. `base` is the address of the pages, without a trailing slash.

    `texts` shows the texts of earlier revisions, too.
    """

    feed: ArticleReads
    found: FoundArticles
    history: LogHistory
    languages: Sequence[str]
    base: str
    texts: bool = False
    clock: Clock = field(default_factory=SystemClock)


def read_routes(reads: Reads) -> APIRouter:
    """The routes under `/v1` that need no key."""
    router = APIRouter(prefix="/v1", dependencies=[Depends(known_query)])
    past = PastReads(reads.feed, reads.history, reads.clock)
    _add_feed(router, reads, past)
    _add_changes(router, reads)
    _add_articles(router, reads, past)
    return router


def _add_feed(router: APIRouter, reads: Reads, past: PastReads) -> None:
    @router.get("/feed", responses={**shown_as(answers.Feed, as_ninjs=True), **problems(410)})
    async def feed(
        *,
        request: Request,
        lang: Languages = (),
        category: Categories = (),
        tag: Tags = (),
        q: Words = None,
        sort: Sort = None,
        limit: Limit = 20,
        page: Page = None,
        as_of: AsOf = None,
    ) -> Response:
        """Articles, the newest first; the stream and `/v1/changes` go on from `cursor` without a gap."""
        wanted = checked_filter(lang, category, tag, reads.languages)
        below = checked_page(page)
        if as_of is not None:
            check_not_searched(q, sort)
            then = await past.instant(as_of)
            return _past_feed(request, reads, then, await past.page(wanted, then, limit, below))
        words = words_of(q, wanted, reads.languages)
        order = checked_order(sort, words)
        search = Search(words, wanted, limit, below, order) if words else None
        if representations.wants_ninjs(request):
            articles = (
                await reads.found.articles(search)
                if search
                else await reads.feed.articles(wanted, limit, below)
            )
            if not articles.settled:
                mark_unsettled(request)
            return representations.collection(request, reads.base, articles)
        # Before the query: what comes in between is then both in the answer and after the cursor.
        cursor = await reads.history.position()
        listed = await (reads.found.page(search) if search else reads.feed.page(wanted, limit, below))
        following = listed.following.encode() if listed.following else None
        answer = answers.Feed(items=listed.items, next=following, cursor=listed.as_of or cursor)
        if not listed.settled:
            mark_unsettled(request)
        return representations.plain(request, answer, listed.changed_at)


def _add_changes(router: APIRouter, reads: Reads) -> None:
    @router.get("/changes", responses={200: {"model": answers.Changes}, **problems(410)})
    async def changes(
        cursor: CursorText = None,
        lang: Languages = (),
        category: Categories = (),
        tag: Tags = (),
        limit: Limit = 20,
    ) -> Response:
        """The live log behind a cursor, by pages; from its beginning without one."""
        wanted = checked_filter(lang, category, tag, reads.languages)
        after = await _resumable(reads.history, cursor)
        matching, reached = await _scan(reads.history, wanted, after, limit)
        return Response(answers.changes_body(matching, reached), media_type="application/json")


def _add_articles(router: APIRouter, reads: Reads, past: PastReads) -> None:
    @router.get(
        "/articles/{article_id}",
        responses={**shown_as(PublicArticle, as_ninjs=True), **MOVED, **_HIDDEN},
    )
    async def article(request: Request, article_id: str, as_of: AsOf = None) -> Response:
        """One article with its variants; 410 once it is withdrawn."""
        if as_of is not None:
            seen = await past.article(_checked_id(article_id), await past.instant(as_of))
            return representations.whole(request, seen, None)
        facts = _shown(await _known(reads.feed, article_id))
        if facts.public is None:
            return _moved(f"/v1/articles/{facts.yields_to}")
        if facts.unlogged:
            mark_unsettled(request)
        shown = facts.public.model_copy(update={"cursor": facts.shown_cursor})
        return representations.whole(request, shown, facts.changed_at)

    @router.get(
        "/articles/{article_id}/revisions", responses={**shown_as(answers.Revisions), **MOVED, **_HIDDEN}
    )
    async def revisions(request: Request, article_id: str, limit: Limit = 20, page: Page = None) -> Response:
        """The article's revisions that may be shown, oldest first, by pages."""
        begin = checked_revision_page(page)
        facts = _shown(await _known(reads.feed, article_id))
        if facts.public is None:
            return _moved(f"/v1/articles/{facts.yields_to}/revisions")
        return representations.plain(
            request, await _revisions(reads, facts, facts.public.revision, begin, limit)
        )

    @router.get("/stories/{story_id}", responses={**shown_as(answers.Story), **MOVED, **_HIDDEN})
    async def story(request: Request, story_id: str) -> Response:
        """One story, with its articles by language."""
        facts = await _known(reads.feed, story_id)
        if facts.story_id != story_id:
            return _moved(f"/v1/stories/{facts.story_id}")
        current = await reads.feed.story(story_id)
        if not current.articles:
            _shown(facts)
        return representations.plain(request, current)


def _past_feed(request: Request, reads: Reads, then: Instant, page: FeedPage[PublicArticle]) -> Response:
    if representations.wants_ninjs(request):
        return representations.collection(request, reads.base, page)
    items = [PublicItem.model_validate(article.model_dump()) for article in page.items]
    following = page.following.encode() if page.following else None
    return representations.plain(request, answers.Feed(items=items, next=following, cursor=then.position))


async def _revisions(
    reads: Reads, facts: ArticleFacts, highest: int, begin: RevisionToken | None, limit: int
) -> answers.Revisions:
    """A page; shorter than its limit where the texts to be compared are long."""
    span = RevisionSpan(facts.suppressed_below, highest, begin)
    # One to compare the first with, and one to know whether there is another page.
    wanted = limit + 1 + (begin is not None)
    most = _MOST_SHOWN if reads.texts else _MOST_COMPARED
    contents, is_all = await reads.feed.contents(facts.id, span, wanted, most)
    previous = None
    if contents and _token(contents[0]) == begin:
        if len(contents) == 1 and not is_all:  # the one before alone is as long as that
            contents, is_all = await reads.feed.contents(facts.id, span, 2, sys.maxsize)
        previous, *contents = contents
    shown = contents[:limit]
    more = shown and not (is_all and len(contents) == len(shown))
    return answers.Revisions(
        id=facts.id,
        revisions=revisions_shown(previous, shown, texts=reads.texts),
        next=_token(shown[-1]).encode() if more else None,
    )


def _token(content: ArticleRevision) -> RevisionToken:
    return RevisionToken(content.epoch, content.revision)


def _moved(address: str) -> Response:
    return RedirectResponse(address, HTTPStatus.PERMANENT_REDIRECT)


def category_routes(categories: Mapping[str, Mapping[str, str]]) -> APIRouter:
    """`GET /v1/categories`: the newsroom's own, with their names; other slugs are shown as sent."""
    router = APIRouter(prefix="/v1", dependencies=[Depends(known_query)])
    known = [answers.Category(slug=slug, names=dict(names)) for slug, names in categories.items()]

    @router.get("/categories", name="categories")
    async def names() -> list[answers.Category]:
        """The newsroom's categories, with their names in each language."""
        return known

    return router


def _checked_id(text: str) -> str:
    if not is_article_id(text):
        raise ProblemError(HTTPStatus.NOT_FOUND, "There is nothing under this id.")
    return text


async def _known(feed: ArticleReads, article_id: str) -> ArticleFacts:
    facts = await feed.article(_checked_id(article_id))
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


async def _resumable(history: LogHistory, text: str | None) -> str:
    """The cursor to read after. Refuses one that cannot be resumed from without a gap."""
    wanted = checked_since(text)
    start = await history.resume(wanted)
    if isinstance(start, ExpiredCursor):
        raise ProblemError(
            HTTPStatus.GONE,
            f"This cursor is not kept any more; the oldest that is, is {start.oldest}.",
            title="Cursor too old",
            extra={"oldest": str(start.oldest) if start.oldest else None},
        )
    return str(start)


async def _scan(
    history: LogHistory, wanted: Filter, after: str, limit: int
) -> tuple[list[LoggedChange], str]:
    """Up to `limit` changes that a filter wants, and the cursor up to which the log was looked at."""
    matching: list[LoggedChange] = []
    looked_at = 0
    while len(matching) < limit and looked_at < _LONGEST_SCAN:
        found = await history.matching(after, wanted, limit - len(matching))
        if found.reached is None:
            break
        matching += found.changes
        after, looked_at = found.reached, looked_at + found.size
    return matching, after
