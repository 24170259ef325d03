"""The coverage board, and one article: what may be ordered of it, and where readers could still meet it."""

from datetime import UTC, datetime
from http import HTTPStatus
from typing import get_args
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response

from newsroom.events.desk import OrderVerb
from newsroom.events.identity import is_article_id
from translate.desk.article_view import Place
from translate.desk.coverage import by_hour
from translate.desk.orders import DeskOrders
from translate.desk_site.forms import Form, RefusedError
from translate.desk_site.page_models import ArticlePage, CoveragePage, Notice, Shell
from translate.desk_site.public_outputs import outputs
from translate.desk_site.request_errors import checked_id
from translate.desk_site.responses import Answering


def article_routes(router: APIRouter, answering: Answering, orders: DeskOrders) -> None:
    _board(router, answering)
    _article(router, answering)

    @router.post("/desk/articles/{article_id}/order")
    async def order(request: Request, article_id: str) -> Response:
        """Orders something of an article; ingest carries it out."""
        session, form = await answering.access.change(request)
        verb, reason = _verb(form), form.required_reason
        story = await answering.looking.story(checked_id(article_id))
        if story is None:
            raise RefusedError(HTTPStatus.NOT_FOUND, "unknown")
        await orders.order(article_id, verb, session.editor, reason)
        return answering.to(f"/desk/articles/{article_id}", Notice(verb))


def _board(router: APIRouter, answering: Answering) -> None:
    looking = answering.looking

    @router.get("/desk/")
    async def coverage(request: Request, missing: str = "", category: str = "", below: str = "") -> Response:
        if (missing and missing not in looking.languages) or not category.isprintable():
            raise RefusedError(HTTPStatus.BAD_REQUEST, "malformed")

        async def made(shell: Shell) -> CoveragePage:
            stories, following = await looking.board(category or None, missing or None, _place(below))
            asked = {"missing": missing, "category": category}
            older = urlencode({**asked, "below": _written(following)}) if following else None
            return CoveragePage(
                shell=shell,
                hours=by_hour(stories),
                missing=missing,
                category=category,
                categories=await looking.categories(),
                older=older,
            )

        return await answering.page(request, made)


def _article(router: APIRouter, answering: Answering) -> None:
    looking = answering.looking

    @router.get("/desk/articles/{article_id}")
    async def article(request: Request, article_id: str) -> Response:
        async def made(shell: Shell) -> ArticlePage:
            story = await looking.story(checked_id(article_id))
            if story is None:
                raise RefusedError(HTTPStatus.NOT_FOUND, "unknown")
            members = await looking.articles({article_id, *(one.id for one in story.articles.values())})
            siblings = [one for one in members.values() if one.id != article_id]
            happenings, undoable = await looking.history([article_id])
            others = {one for h in happenings for d in h.pairs for one in (d.article_id, d.other_id)}
            shown = members[article_id]
            return ArticlePage(
                shell=shell,
                article=shown,
                siblings=siblings,
                history=happenings,
                outputs=outputs(shown, siblings, answering.public_url) if shown.status == "withdrawn" else (),
                public_url=answering.public_url,
                others=members | await looking.articles(others - members.keys()),
                undoable=undoable,
            )

        return await answering.page(request, made)


def _verb(form: Form) -> OrderVerb:
    found: list[OrderVerb] = [verb for verb in get_args(OrderVerb) if verb == form.get("order")]
    if not found:
        raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, "malformed")
    return found[0]


def _written(place: Place) -> str:
    return f"{place.at.isoformat()}~{place.article_id}"


def _place(text: str) -> Place | None:
    if not text:
        return None
    at, _, article_id = text.partition("~")
    try:
        instant = datetime.fromisoformat(at)
        if instant.tzinfo is None or not is_article_id(article_id):
            raise RefusedError(HTTPStatus.BAD_REQUEST, "malformed")
        return Place(instant.astimezone(UTC), article_id)
    except (ValueError, OverflowError) as error:
        raise RefusedError(HTTPStatus.BAD_REQUEST, "malformed") from error
