"""Route of the hub, open to everybody."""

from http import HTTPStatus

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from newsroom.http.app import known_query
from newsroom.http.openapi import problems
from newsroom.http.problems import ProblemError
from publish.websub.hub import FeedHub

_FORM = "application/x-www-form-urlencoded"
_LONGEST = 16_384  # bytes
_REFUSALS = problems(413, 415)
_ADDRESS = {"type": "string", "format": "uri"}
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            _FORM: {
                "schema": {
                    "type": "object",
                    "required": ["hub.mode", "hub.topic", "hub.callback"],
                    "properties": {
                        "hub.mode": {"enum": ["subscribe", "unsubscribe"]},
                        "hub.topic": _ADDRESS,
                        "hub.callback": _ADDRESS,
                        "hub.lease_seconds": {"type": "integer", "minimum": 0},
                        "hub.secret": {"type": "string"},
                    },
                },
                "example": {
                    "hub.mode": "subscribe",
                    "hub.topic": "http://127.0.0.1:8000/az/feed.atom",
                    "hub.callback": "https://subscriber.example/feed",
                    "hub.secret": "of-your-own",
                },
            }
        },
    }
}


def hub_routes(hub: FeedHub) -> APIRouter:
    """`POST /websub` (https://www.w3.org/TR/websub/, 5.1)."""
    router = APIRouter(dependencies=[Depends(known_query)], tags=["websub"])

    @router.post(
        "/websub",
        status_code=HTTPStatus.ACCEPTED,
        response_class=Response,
        responses=_REFUSALS,
        openapi_extra=_BODY,
        name="ask_the_hub",
    )
    async def ask(request: Request) -> Response:
        """Asks for a feed whenever it changes, or for an end of that (WebSub); the callback confirms it."""
        media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type != _FORM:
            raise ProblemError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"The hub takes {_FORM}.")
        await hub.accept(await _body(request))
        return Response(status_code=HTTPStatus.ACCEPTED)

    return router


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > _LONGEST:
            detail = f"The form is longer than {_LONGEST} bytes."
            raise ProblemError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail)
    return bytes(body)
