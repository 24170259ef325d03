"""Routes of a story: its page with links and audit trail, search, and links by hand."""

import re
from functools import partial
from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from newsroom.events.stories import StorySnapshot
from translate.desk.acts import DeskActs
from translate.desk.article_view import ArticleView
from translate.desk.read_model import DeskReadModel
from translate.desk_site.page_models import Notice, SearchPage, Shell, StoryPage
from translate.desk_site.request_errors import RefusedError, checked_id, refusing
from translate.desk_site.responses import Responses

_ID = re.compile(r"(?<![a-z0-9])[a-z2-7]{26}(?![a-z0-9])")
_LONGEST_SEARCH = 200  # characters


def story_routes(router: APIRouter, responses: Responses, acts: DeskActs) -> None:
    """Adds the story's page, search, and the forms that link, unlink, merge and split."""
    _reads(router, responses)
    _acts(router, responses, acts)


def _reads(router: APIRouter, responses: Responses) -> None:
    reads = responses.reads

    @router.get("/desk/stories/{story_id}")
    async def story(request: Request, story_id: str) -> Response:
        await responses.authentication.required(request)
        snapshot = await reads.story(checked_id(story_id))
        if snapshot is None:
            raise RefusedError(HTTPStatus.NOT_FOUND, "unknown")
        if snapshot.id != story_id:
            return RedirectResponse(f"/desk/stories/{snapshot.id}")
        return await responses.page(request, partial(_story_page, reads, snapshot))

    @router.get("/desk/search")
    async def search(request: Request, q: str = "", into: str = "") -> Response:
        words = " ".join("".join(filter(str.isprintable, q[:_LONGEST_SEARCH])).split())
        return await responses.page(request, partial(_search_page, reads, words, into))


async def _story_page(reads: DeskReadModel, story: StorySnapshot, shell: Shell) -> StoryPage:
    ids = _members(story)
    trail, undoable = await reads.audit_trail(ids)
    named = {end for entry in trail for pair in entry.pairs for end in (pair.article_id, pair.other_id)}
    articles = await reads.articles({*ids, *named})
    return StoryPage(
        shell=shell,
        story=story,
        articles={article_id: articles[article_id] for article_id in ids},
        others=articles,
        audit_trail=trail,
        undoable=undoable,
    )


async def _search_page(reads: DeskReadModel, words: str, into: str, shell: Shell) -> SearchPage:
    """`into` is the story that an article is searched for, if any."""
    story = await reads.story(checked_id(into)) if into else None
    members = await reads.articles(_members(story)) if story else {}
    articles = await _search(reads, words)
    return SearchPage(shell=shell, words=words, articles=articles, into=story, into_articles=members)


async def _search(reads: DeskReadModel, words: str) -> list[ArticleView]:
    """Articles by an id, or an address that ends in one; else by words."""
    if ids := _ID.findall(words):
        named = await reads.articles(ids[:1])
        known = [view for view in named.values() if view.content is not None or view.status == "withdrawn"]
        if known:
            return known
    return await reads.search(words)


def _acts(router: APIRouter, responses: Responses, acts: DeskActs) -> None:
    change = responses.authentication.change

    def _to_story(story_id: str, did: str, act_id: str) -> Response:
        return responses.redirect(f"/desk/stories/{story_id}", Notice(did, act_id))

    @router.post("/desk/stories/{story_id}/link")
    async def link(request: Request, story_id: str) -> Response:
        session, form = await change(request)
        act = acts.act("link", session.editor, form.reason)
        article_id = checked_id(form.get("article"))
        return _to_story(await refusing(acts.link(checked_id(story_id), article_id, act)), "link", act.id)

    @router.post("/desk/stories/{story_id}/unlink")
    async def unlink(request: Request, story_id: str) -> Response:
        session, form = await change(request)
        act = acts.act("unlink", session.editor, form.reason)
        article_id = checked_id(form.get("article"))
        await refusing(acts.part(checked_id(story_id), [article_id], act))
        return _to_story(story_id, "unlink", act.id)

    @router.post("/desk/stories/{story_id}/merge")
    async def merge(request: Request, story_id: str) -> Response:
        session, form = await change(request)
        act = acts.act("merge", session.editor, form.reason)
        other_id = checked_id(form.get("with"))
        return _to_story(await refusing(acts.merge(checked_id(story_id), other_id, act)), "merge", act.id)

    @router.post("/desk/stories/{story_id}/split")
    async def split(request: Request, story_id: str) -> Response:
        session, form = await change(request)
        act = acts.act("split", session.editor, form.reason)
        leaving = [checked_id(article_id) for article_id in form.all("article")]
        if not leaving:
            raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, "none-ticked")
        await refusing(acts.part(checked_id(story_id), leaving, act))
        return _to_story(story_id, "split", act.id)


def _members(story: StorySnapshot | None) -> list[str]:
    return [member.id for member in story.articles.values()] if story else []
