"""Representations of the reads' answers, negotiated: our JSON, or ninjs where the request names it."""

from collections.abc import Mapping
from datetime import datetime

from fastapi import Request
from fastapi.responses import Response
from pydantic import BaseModel

from newsroom.events.live import PublicArticle
from newsroom.http.openapi import NOT_MODIFIED, Responses
from publish.feeds import ninjs
from publish.feeds.feed_page import FeedPage
from publish.http.conditional import conditional
from publish.http.negotiation import prefers

_JSON = "application/json"
_VARY = {"Vary": "Accept"}


def shown_as(model: type[BaseModel], *, as_ninjs: bool = False) -> Responses:
    """What a route answers, for its `responses`: a model in our own JSON, and 304; also ninjs."""
    further = {ninjs.MEDIA_TYPE: {"schema": {"type": "object"}}} if as_ninjs else {}
    return {200: {"model": model, "content": further}, **NOT_MODIFIED}


def plain(request: Request, answer: BaseModel, changed_at: datetime | None = None) -> Response:
    """Our own JSON."""
    body = answer.model_dump_json().encode()
    return conditional(request, body, _JSON, changed_at=changed_at, headers=_VARY)


def whole(request: Request, article: PublicArticle, changed_at: datetime | None) -> Response:
    """One article."""
    if wants_ninjs(request):
        return _ninjs(request, ninjs.ninjs(article), changed_at)
    return plain(request, article, changed_at)


def wants_ninjs(request: Request) -> bool:
    """Whether ninjs is named, and no less wanted than our own JSON."""
    return prefers(request.headers.get("Accept"), ninjs.MEDIA_TYPE, _JSON)


def collection(request: Request, base: str, page: FeedPage[PublicArticle]) -> Response:
    """A page of a feed as ninjs, which has no word for the next one: that is a link (RFC 8288)."""
    address = f"{request.url.path}?{request.url.query}".removesuffix("?")
    body = ninjs.ninjs_collection(ninjs.Collection(f"{base}{address}", "Feed", page.items))
    link: dict[str, str] = {}
    if page.following is not None:
        following = request.url.include_query_params(page=page.following.encode())
        link["Link"] = f'<{following.path}?{following.query}>; rel="next"'
    return _ninjs(request, body, page.changed_at, link)


def _ninjs(
    request: Request, body: bytes, changed_at: datetime | None, headers: Mapping[str, str] | None = None
) -> Response:
    varying = {**_VARY, **(headers or {})}
    return conditional(request, body, ninjs.MEDIA_TYPE, changed_at=changed_at, headers=varying)
