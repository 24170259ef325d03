"""`GET /v1/stream` as a raw ASGI application: nothing may wrap its `send`."""

import asyncio
import json
from http import HTTPStatus

from newsroom.http.asgi import Application, Receive, Scope, Send, answer
from newsroom.http.problems import MEDIA_TYPE, FieldProblem, ProblemError
from newsroom.http.proxies import TrustedProxies
from newsroom.live.framing import chunk, reset
from newsroom.live.group import Group
from newsroom.live.groups import FullError
from newsroom.live.hub import Hub
from newsroom.live.outlet import GoneError
from newsroom.live.requests import InvalidQueryError, ParseFilter, StreamRequest, read_request
from newsroom.live.resume import ExpiredCursor
from newsroom.live.uvicorn_takeover import Takeover, find_takeover
from newsroom.stores.errors import StoreUnavailableError
from newsroom.streams.cursor import Cursor

_OPEN = (b"access-control-allow-origin", b"*")
_EVENT_STREAM = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-cache"),
    (b"x-accel-buffering", b"no"),  # asks nginx not to collect events before it passes them on
    _OPEN,
)
_PREFLIGHT = (
    _OPEN,
    (b"access-control-allow-methods", b"GET, HEAD"),
    (b"access-control-allow-headers", b"last-event-id, cache-control"),
    (b"access-control-max-age", b"86400"),
)
_NOT_ALLOWED = ProblemError(
    HTTPStatus.METHOD_NOT_ALLOWED,
    "Only GET and HEAD are answered here.",
    headers={"Allow": "GET, HEAD, OPTIONS"},
)
_FULL_SECONDS = 10


def stream_endpoint(
    hub: Hub, parse_filter: ParseFilter, proxies: TrustedProxies | None = None
) -> Application:
    """The application that answers every request it is given as one for the stream.

    Readers are bounded by address, but for what comes through `proxies` that do not say for whom.
    """
    trusted = proxies or TrustedProxies(everybody=True)

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "OPTIONS":
            await answer(send, 204, _PREFLIGHT)
        elif scope["method"] not in ("GET", "HEAD"):
            await _refuse(send, _NOT_ALLOWED)
        else:
            try:
                request = read_request(scope, parse_filter)
                if scope["method"] == "HEAD":
                    await _head_alone(send)
                else:
                    await _stream(hub, request, trusted.client(scope), scope, receive, send)
            except InvalidQueryError as error:
                wrong = [FieldProblem(error.field, error.reason)]
                await _refuse(send, ProblemError(HTTPStatus.BAD_REQUEST, str(error), errors=wrong))
            except FullError as error:
                status = HTTPStatus.TOO_MANY_REQUESTS if error.of_address else HTTPStatus.SERVICE_UNAVAILABLE
                await _refuse(send, ProblemError(status, str(error), retry_after=_FULL_SECONDS))

    return application


async def _head_alone(send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": list(_EVENT_STREAM)})
    await send({"type": "http.response.body"})


async def _stream(
    hub: Hub, request: StreamRequest, address: str, scope: Scope, receive: Receive, send: Send
) -> None:
    with hub.group(request.filter, address) as group:
        try:
            after = await hub.begin(request.since)
        except StoreUnavailableError:
            # A browser gives up for good on any status but 200; so it is told to come back instead.
            await answer(send, 200, _EVENT_STREAM, hub.retry_hint())
            return
        if isinstance(after, ExpiredCursor):
            await answer(send, 200, _EVENT_STREAM, hub.retry_hint() + reset(after.oldest))
            return
        takeover = find_takeover(send) if hub.settings.takeover else None
        if takeover is None:
            await _through_send(hub, group, after, address, receive, send)
        else:
            chunked = scope["http_version"] != "1.0"
            await _over_transport(hub, group, after, address, takeover, chunked=chunked)


async def _over_transport(
    hub: Hub, group: Group, after: Cursor, address: str, takeover: Takeover, *, chunked: bool
) -> None:
    connection = hub.add(takeover.transport, takeover.siblings, address, chunked=chunked)
    takeover.set_protocol(connection)
    hint = hub.retry_hint()
    try:
        await connection.begin(_head(takeover, chunked=chunked) + (chunk(hint) if chunked else hint))
        after = await hub.replay(connection, group.filter, after, address)
    except GoneError:
        return
    except StoreUnavailableError:
        hub.stop(connection)  # it comes back with the last id it was written
        return
    hub.attach(connection, group, after)


def _head(takeover: Takeover, *, chunked: bool) -> bytes:
    headers = [*takeover.headers, *_EVENT_STREAM, (b"connection", b"close")]
    if chunked:
        headers.append((b"transfer-encoding", b"chunked"))
    lines = [b"%b: %b\r\n" % header for header in headers]
    return b"HTTP/1.1 200 OK\r\n%b\r\n" % b"".join(lines)


async def _through_send(
    hub: Hub, group: Group, after: Cursor, address: str, receive: Receive, send: Send
) -> None:
    with hub.plain_reader(send, address) as reader:
        await send({"type": "http.response.start", "status": 200, "headers": list(_EVENT_STREAM)})
        watch = asyncio.create_task(reader.watch(receive))
        try:
            await reader.write(hub.retry_hint())
            after = await hub.replay(reader, group.filter, after, address)
            await reader.follow(group, group.ring.after(after))
        except GoneError:
            return
        except StoreUnavailableError:
            pass  # it comes back with the last id it was written
        except asyncio.CancelledError:
            if not reader.evicted:
                raise
            return  # without the last part, whereupon the server closes the connection
        finally:
            watch.cancel()
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _refuse(send: Send, problem: ProblemError) -> None:
    own = [(name.lower().encode(), value.encode()) for name, value in problem.headers.items()]
    headers = [(b"content-type", MEDIA_TYPE.encode()), _OPEN, *own]
    await answer(send, problem.status, headers, json.dumps(problem.as_json(), ensure_ascii=False).encode())
