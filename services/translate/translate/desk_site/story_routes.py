"""A story: how it stands and how it came to, and links by hand."""

import re
from functools import partial
from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from newsroom.events.stories import StorySnapshot
from translate.desk.acts import Desk
from translate.desk.article_view import OnDesk
from translate.desk.read_model import Looking
from translate.desk_site.forms import RefusedError
from translate.desk_site.page_models import Notice, SearchPage, Shell, StoryPage
from translate.desk_site.request_errors import checked_id, done
from translate.desk_site.responses import Answering

_ID = re.compile(r"(?<![a-z0-9])[a-z2-7]{26}(?![a-z0-9])")
_LONGEST_SEARCH = 200  # characters


def story_routes(router: APIRouter, answering: Answering, desk: Desk) -> None:
    _reads(router, answering)
    _acts(router, answering, desk)


def _reads(router: APIRouter, answering: Answering) -> None:
    looking = answering.looking

    @router.get("/desk/stories/{story_id}")
    async def story(request: Request, story_id: str) -> Response:
        await answering.access.required(request)
        found = await looking.story(checked_id(story_id))
        if found is None:
            raise RefusedError(HTTPStatus.NOT_FOUND, "unknown")
        if found.id != story_id:
            return RedirectResponse(f"/desk/stories/{found.id}")
        return await answering.page(request, partial(_story_page, looking, found))

    @router.get("/desk/search")
    async def search(request: Request, q: str = "", into: str = "") -> Response:
        words = " ".join("".join(filter(str.isprintable, q[:_LONGEST_SEARCH])).split())
        return await answering.page(request, partial(_search_page, looking, words, into))


async def _story_page(looking: Looking, found: StorySnapshot, shell: Shell) -> StoryPage:
    ids = _members(found)
    happenings, undoable = await looking.history(ids)
    others = {one for h in happenings for d in h.pairs for one in (d.article_id, d.other_id)}
    articles = await looking.articles({*ids, *others})
    return StoryPage(
        shell=shell,
        story=found,
        articles={one: articles[one] for one in ids},
        others=articles,
        history=happenings,
        undoable=undoable,
    )


async def _search_page(looking: Looking, words: str, into: str, shell: Shell) -> SearchPage:
    """`into` is the story that something is looked for, if any."""
    story = await looking.story(checked_id(into)) if into else None
    members = await looking.articles(_members(story)) if story else {}
    found = await _found(looking, words)
    return SearchPage(shell=shell, words=words, found=found, into=story, into_articles=members)


async def _found(looking: Looking, words: str) -> list[OnDesk]:
    """By an id, or an address that ends in one; else by words."""
    if ids := _ID.findall(words):
        named = await looking.articles(ids[:1])
        known = [one for one in named.values() if one.content is not None or one.status == "withdrawn"]
        if known:
            return known
    return await looking.find(words)


def _acts(router: APIRouter, answering: Answering, desk: Desk) -> None:
    access = answering.access

    def _to(story_id: str, did: str, act_id: str) -> Response:
        return answering.to(f"/desk/stories/{story_id}", Notice(did, act_id))

    @router.post("/desk/stories/{story_id}/link")
    async def put_in(request: Request, story_id: str) -> Response:
        session, form = await access.change(request)
        act = desk.act("link", session.editor, form.reason)
        article_id = checked_id(form.get("article"))
        return _to(await done(desk.put_in(checked_id(story_id), article_id, act)), "link", act.id)

    @router.post("/desk/stories/{story_id}/unlink")
    async def take_out(request: Request, story_id: str) -> Response:
        session, form = await access.change(request)
        act = desk.act("unlink", session.editor, form.reason)
        article_id = checked_id(form.get("article"))
        await done(desk.take_out(checked_id(story_id), [article_id], act))
        return _to(story_id, "unlink", act.id)

    @router.post("/desk/stories/{story_id}/merge")
    async def merge(request: Request, story_id: str) -> Response:
        session, form = await access.change(request)
        act = desk.act("merge", session.editor, form.reason)
        other = checked_id(form.get("with"))
        return _to(await done(desk.merge(checked_id(story_id), other, act)), "merge", act.id)

    @router.post("/desk/stories/{story_id}/split")
    async def split(request: Request, story_id: str) -> Response:
        session, form = await access.change(request)
        act = desk.act("split", session.editor, form.reason)
        leaving = [checked_id(one) for one in form.all("article")]
        if not leaving:
            raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, "none-ticked")
        await done(desk.take_out(checked_id(story_id), leaving, act))
        return _to(story_id, "split", act.id)


def _members(story: StorySnapshot | None) -> list[str]:
    return [member.id for member in story.articles.values()] if story else []
