"""Routes of the desk's settings: topics pinned and hidden, automatic linking paused."""

import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response

from newsroom.events.desk import EVERYTHING
from translate.desk.orders import DeskOrders
from translate.desk_site.forms import Form
from translate.desk_site.page_models import LinkingPage, Notice, Shell, TopicsPage
from translate.desk_site.request_errors import RefusedError
from translate.desk_site.responses import Responses

_CATEGORY = re.compile(r"[a-z0-9-]{1,100}")
_TAG = re.compile(r"[^\s,]{1,100}")
_LONGEST_LABEL = 200
_TopicState = Literal["pinned", "hidden", "cleared"]
_TOPIC_STATES: tuple[_TopicState, ...] = ("pinned", "hidden", "cleared")


def setting_routes(
    router: APIRouter, responses: Responses, orders: DeskOrders, categories: Sequence[str]
) -> None:
    """Adds both pages and their forms; `categories` are those of the newsroom's own table."""
    _topics(router, responses, orders)
    _linking(router, responses, orders, categories)


def _topics(router: APIRouter, responses: Responses, orders: DeskOrders) -> None:
    reads = responses.reads

    @router.get("/desk/topics")
    async def topics(request: Request, of: str = "") -> Response:
        language = of or responses.language(request)
        if language not in reads.languages:
            raise RefusedError(HTTPStatus.BAD_REQUEST, "malformed")

        async def build(shell: Shell) -> TopicsPage:
            return TopicsPage(shell=shell, of=language, topics=await reads.topics(language))

        return await responses.page(request, build)

    @router.post("/desk/topics")
    async def curate(request: Request) -> Response:
        session, form = await responses.authentication.change(request)
        language, tag_id = form.get("of"), form.get("tag")
        state = _topic_state(form)
        if language not in reads.languages or not _TAG.fullmatch(tag_id):
            raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, "malformed")
        label = " ".join(form.get("label").split())[:_LONGEST_LABEL] or tag_id
        await orders.curate(language, tag_id, label, state, session.editor)
        return responses.redirect(f"/desk/topics?{urlencode({'of': language})}", Notice(state))


def _linking(router: APIRouter, responses: Responses, orders: DeskOrders, categories: Sequence[str]) -> None:
    reads = responses.reads

    @router.get("/desk/linking")
    async def linking(request: Request) -> Response:
        async def build(shell: Shell) -> LinkingPage:
            switches = await reads.pauses.switches()
            switched = {switch.scope for switch in switches} - {EVERYTHING}
            sent = await reads.categories()
            known = dict.fromkeys([*categories, *sent, *sorted(switched)])
            return LinkingPage(shell=shell, switches=switches, categories=list(known))

        return await responses.page(request, build)

    @router.post("/desk/linking")
    async def switch(request: Request) -> Response:
        session, form = await responses.authentication.change(request)
        scope, paused = form.get("scope"), form.get("paused")
        if paused not in ("yes", "no") or not (scope == EVERYTHING or _CATEGORY.fullmatch(scope)):
            raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, "malformed")
        await orders.switch(scope, session.editor, form.reason, paused=paused == "yes")
        return responses.redirect("/desk/linking", Notice("paused" if paused == "yes" else "resumed"))


def _topic_state(form: Form) -> _TopicState:
    states = [state for state in _TOPIC_STATES if state == form.get("state")]
    if not states:
        raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, "malformed")
    return states[0]
