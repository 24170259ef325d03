"""Live updates of the desk's pages as server-sent events, over the library's hub.

A page is sent that something changed, never what: it reads itself again, under its own session, which is
checked before its stream begins.
"""

from collections.abc import Sequence
from http import HTTPStatus

from fastapi import Request
from fastapi.responses import Response

from newsroom.events.topics import Filter
from newsroom.http.asgi import Application, Receive, Scope, Send
from newsroom.live import Hub, LiveSettings, stream_endpoint
from newsroom.stores.errors import StoreUnavailableError
from translate.desk_site.authentication import Authentication

PATH = "/desk/live"
# An editor's page is back within the second; 200 pages are more than a newsroom opens.
SETTINGS = LiveSettings(connections=200, filters=1, ring_events=64, retry_ms=300)
_SECONDS_UNTIL_NEXT_TRY = "10"


def live_updates(hub: Hub, authentication: Authentication) -> Application:
    """The raw ASGI application of `PATH`: 401 without a session, 503 with more than 200 pages."""
    stream = stream_endpoint(hub, _everything)

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        refusal = await _refusal(Request(scope), authentication)
        await (stream if refusal is None else refusal)(scope, receive, send)

    return application


async def _refusal(request: Request, authentication: Authentication) -> Response | None:
    if request.method != "GET":
        return Response(status_code=HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": "GET"})
    try:
        session = await authentication.session(request)
    except StoreUnavailableError:
        retry = {"Retry-After": _SECONDS_UNTIL_NEXT_TRY}
        return Response(status_code=HTTPStatus.SERVICE_UNAVAILABLE, headers=retry)
    return Response(status_code=HTTPStatus.UNAUTHORIZED) if session is None else None


def _everything(_: Sequence[tuple[str, str]]) -> Filter:
    return Filter()
