"""What the desk sets for all: topics pinned and hidden, automatic linking paused."""

import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response

from newsroom.events.desk import EVERYTHING
from translate.desk.orders import DeskOrders
from translate.desk_site.forms import Form, RefusedError
from translate.desk_site.page_models import LinkingPage, Notice, Shell, TopicsPage
from translate.desk_site.responses import Answering

_CATEGORY = re.compile(r"[a-z0-9-]{1,100}")
_TAG = re.compile(r"[^\s,]{1,100}")
_LONGEST_LABEL = 200
_States = Literal["pinned", "hidden", "cleared"]
_STATES: tuple[_States, ...] = ("pinned", "hidden", "cleared")


def setting_routes(
    router: APIRouter, answering: Answering, orders: DeskOrders, categories: Sequence[str]
) -> None:
    _topics(router, answering, orders)
    _linking(router, answering, orders, categories)


def _topics(router: APIRouter, answering: Answering, orders: DeskOrders) -> None:
    looking = answering.looking

    @router.get("/desk/topics")
    async def topics(request: Request, of: str = "") -> Response:
        language = of or answering.language(request)
        if language not in looking.languages:
            raise RefusedError(HTTPStatus.BAD_REQUEST, "malformed")

        async def made(shell: Shell) -> TopicsPage:
            return TopicsPage(shell=shell, of=language, topics=await looking.topics(language))

        return await answering.page(request, made)

    @router.post("/desk/topics")
    async def curate(request: Request) -> Response:
        session, form = await answering.access.change(request)
        language, tag_id = form.get("of"), form.get("tag")
        state = _state(form)
        if language not in looking.languages or not _TAG.fullmatch(tag_id):
            raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, "malformed")
        label = " ".join(form.get("label").split())[:_LONGEST_LABEL] or tag_id
        await orders.curate(language, tag_id, label, state, session.editor)
        return answering.to(f"/desk/topics?{urlencode({'of': language})}", Notice(state))


def _linking(router: APIRouter, answering: Answering, orders: DeskOrders, categories: Sequence[str]) -> None:
    looking = answering.looking

    @router.get("/desk/linking")
    async def linking(request: Request) -> Response:
        async def made(shell: Shell) -> LinkingPage:
            switches = await looking.switches.switches()
            named = {one.scope for one in switches} - {EVERYTHING}
            late = await looking.categories()
            known = dict.fromkeys([*categories, *late, *sorted(named)])
            return LinkingPage(shell=shell, switches=switches, categories=list(known))

        return await answering.page(request, made)

    @router.post("/desk/linking")
    async def switch(request: Request) -> Response:
        session, form = await answering.access.change(request)
        scope, paused = form.get("scope"), form.get("paused")
        if paused not in ("yes", "no") or not (scope == EVERYTHING or _CATEGORY.fullmatch(scope)):
            raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, "malformed")
        await orders.switch(scope, session.editor, form.reason, paused=paused == "yes")
        return answering.to("/desk/linking", Notice("paused" if paused == "yes" else "resumed"))


def _state(form: Form) -> _States:
    found = [state for state in _STATES if state == form.get("state")]
    if not found:
        raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, "malformed")
    return found[0]
