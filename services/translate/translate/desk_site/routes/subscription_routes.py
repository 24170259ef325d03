"""Routes of subscriptions: who is sent what, how far each has come, and what editors order of them."""

import re
import secrets
from collections.abc import Sequence
from http import HTTPStatus
from typing import get_args

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import ValidationError

from newsroom.events.subscriptions import SubscriptionTerms, SubscriptionVerb
from newsroom.streams.cursor import EARLIEST, Cursor, MalformedCursorError
from translate.desk.orders import DeskOrders
from translate.desk.subscription_list import ListedSubscription, SubscriptionList
from translate.desk_site.forms import Form
from translate.desk_site.page_models import Notice, Shell, SubscriptionPage, SubscriptionsPage
from translate.desk_site.request_errors import RefusedError
from translate.desk_site.responses import Responses

PATH = "/desk/subscriptions"
_ID = re.compile(r"sub_[0-9a-f]{20}")
_LISTED = 50
_SHOWN = 30
_NOW = "now"
_OF_CURSORS = ("resend", "replay")
_VERBS: tuple[SubscriptionVerb, ...] = tuple(verb for verb in get_args(SubscriptionVerb) if verb != "create")


def subscription_routes(
    router: APIRouter, responses: Responses, subscriptions: SubscriptionList, orders: DeskOrders
) -> None:
    """Adds the list, a subscription's page and the forms that order; publish carries orders out."""
    _list_routes(router, responses, subscriptions, orders)
    _page_routes(router, responses, subscriptions, orders)


def _list_routes(
    router: APIRouter, responses: Responses, subscriptions: SubscriptionList, orders: DeskOrders
) -> None:
    @router.get(PATH)
    async def listed(request: Request, after: str = "") -> Response:
        if after and not _ID.fullmatch(after):
            raise RefusedError(HTTPStatus.BAD_REQUEST, "malformed")

        async def build(shell: Shell) -> SubscriptionsPage:
            page = await subscriptions.page(after, _LISTED)
            newest, more = await subscriptions.newest(), len(page) == _LISTED
            return SubscriptionsPage(
                shell=shell,
                listed=page,
                newest=newest,
                older=page[-1].id if more else None,
                languages=responses.reads.languages,
            )

        return await responses.page(request, build)

    @router.post(PATH)
    async def create(request: Request) -> Response:
        """Orders a new one, for the owner of a key, who alone gets to know its secret."""
        session, form = await responses.authentication.change(request)
        name = f"sub_{secrets.token_hex(10)}"
        await orders.order_subscription(
            name, "create", session.editor, form.reason, terms=_terms(form, responses.reads.languages)
        )
        return responses.redirect(f"{PATH}/{name}", Notice("ordered"))


def _page_routes(
    router: APIRouter, responses: Responses, subscriptions: SubscriptionList, orders: DeskOrders
) -> None:
    @router.get(PATH + "/{subscription_id}")
    async def one(request: Request, subscription_id: str) -> Response:
        async def build(shell: Shell) -> SubscriptionPage:
            known = await _one(subscriptions, subscription_id)
            acts = await subscriptions.orders(subscription_id, _SHOWN)
            if known is None and not acts and not (shell.notice and shell.notice.did == "ordered"):
                raise RefusedError(HTTPStatus.NOT_FOUND, "unknown")
            return SubscriptionPage(
                shell=shell,
                subscription=known,
                newest=await subscriptions.newest(),
                deliveries=await subscriptions.deliveries(subscription_id, _SHOWN),
                orders=acts,
            )

        return await responses.page(request, build)

    @router.post(PATH + "/{subscription_id}")
    async def order(request: Request, subscription_id: str) -> Response:
        """Orders something of one."""
        session, form = await responses.authentication.change(request)
        if await _one(subscriptions, subscription_id) is None:
            raise RefusedError(HTTPStatus.NOT_FOUND, "unknown")
        verb = _verb(form)
        cursor = _cursor(form, verb) if verb in _OF_CURSORS else None
        await orders.order_subscription(subscription_id, verb, session.editor, form.reason, cursor)
        return responses.redirect(f"{PATH}/{subscription_id}", Notice("ordered"))


async def _one(subscriptions: SubscriptionList, subscription_id: str) -> ListedSubscription | None:
    if not _ID.fullmatch(subscription_id):
        raise RefusedError(HTTPStatus.NOT_FOUND, "unknown")
    return await subscriptions.one(subscription_id)


def _verb(form: Form) -> SubscriptionVerb:
    verbs = [verb for verb in _VERBS if verb == form.get("order")]
    if not verbs:
        raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, "malformed")
    return verbs[0]


def _cursor(form: Form, verb: SubscriptionVerb) -> str:
    """The event to resend, or the place to replay from. Raises RefusedError."""
    text = form.get("cursor")
    if verb == "replay" and text == EARLIEST:
        return text
    try:
        return str(Cursor.parse(text))
    except MalformedCursorError as error:
        raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, "malformed") from error


def _terms(form: Form, languages: Sequence[str]) -> SubscriptionTerms:
    """The terms that an editor wrote. Raises RefusedError; publish judges the address."""
    kind, url = form.get("kind"), form.get("url") or None
    chosen = tuple(dict.fromkeys(form.all("lang")))
    if (kind == "webhook") != (url is not None) or not set(chosen) <= set(languages):
        raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, "malformed")
    try:
        return SubscriptionTerms.model_validate(
            {
                "owner": form.get("owner"),
                "name": form.get("name"),
                "kind": kind,
                "languages": chosen,
                "categories": _words(form.get("categories")),
                "tags": _words(form.get("tags")),
                "start": EARLIEST if form.get("start") == EARLIEST else _NOW,
                "url": url,
            }
        )
    except ValidationError as error:
        raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, "malformed") from error


def _words(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (word.strip() for word in text.split(",")))))
