"""Receiver of the newsroom's web hooks, for any ASGI server: verifies, answers challenges, hands events on.

To a function, or as a source to `newsroom.client.subscribe`.

Signatures after Standard Webhooks 1.0 (https://github.com/standard-webhooks/standard-webhooks), `v1`.
"""

import asyncio
import base64
import binascii
import hmac
import json
import time
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from http import HTTPStatus
from typing import Any

from pydantic import ValidationError

from newsroom.client.handoff import Deliver, LoopEndedError
from newsroom.client.news_event import NewsEvent
from newsroom.client.webhook_signatures import SCHEME, digest, key_of
from newsroom.events.catalogue import ARTICLE_PUBLISHED
from newsroom.events.envelope import Event
from newsroom.events.live import LiveChange
from newsroom.events.subscriptions import VERIFIED

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Handle = Callable[[Sequence[Event[LiveChange]]], Awaitable[None]]

_TOLERANCE_SECONDS = 300
_LARGEST = 32 * 2**20  # bytes of a request


class UnverifiedError(Exception):
    """Request that none of the secrets signed, or that is too old; the text says which."""


class WebhookReceiver:
    """ASGI application that a web hook's address leads to.

    `secrets` are those that creation and rotation returned (`whsec_…`): keep the old one until the next
    rotation. `handle` gets the events of one request, in order; they may come again, so ignore a
    `seq` that is not above the article's last. Where it raises, the newsroom sends them again. Without it the
    events go to the loop that `subscribe` makes of this source, and are refused (503) while there is none.
    """

    def __init__(
        self, secrets: Sequence[str], handle: Handle | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        self._keys = list(map(key_of, secrets))
        self._handle = handle
        self._clock = clock
        self._deliver: Deliver | None = None

    async def run(self, deliver: Deliver) -> None:
        """Delivers what comes from now on, until cancelled."""
        self._deliver = deliver
        await asyncio.Event().wait()

    async def stop(self) -> None:
        """Refuses what comes from now on."""
        self._deliver = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise NotImplementedError("web hooks are HTTP requests")
        if scope["method"] != "POST":
            await _answer(send, HTTPStatus.METHOD_NOT_ALLOWED)
            return
        body = await _body(receive)
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        if body is None:
            await _answer(send, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return
        try:
            self.verify(headers, body)
            parsed = json.loads(body)
            challenge = _challenge(parsed)
            if challenge is not None:
                await _answer(send, HTTPStatus.OK, json.dumps({"challenge": challenge}).encode())
                return
            events = _events(parsed)
        except UnverifiedError as error:
            await _answer(send, HTTPStatus.UNAUTHORIZED, str(error).encode())
            return
        except (ValidationError, ValueError, LookupError, TypeError):
            await _answer(send, HTTPStatus.BAD_REQUEST)
            return
        try:
            await self._take(events, headers.get("newsroom-cursor", ""))
        except LoopEndedError:
            await _answer(send, HTTPStatus.SERVICE_UNAVAILABLE)
            return
        await _answer(send, HTTPStatus.NO_CONTENT)

    async def _take(self, events: Sequence[Event[LiveChange]], cursors: str) -> None:
        if not events:
            return
        if self._handle is not None:
            await self._handle(events)
            return
        for cursor, event in zip(map(str.strip, cursors.split(",")), events, strict=True):
            if self._deliver is None:
                raise LoopEndedError("nobody takes events")
            await self._deliver(NewsEvent(cursor, event))

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """Raises UnverifiedError. Names of headers are in lower case."""
        try:
            webhook_id, timestamp = headers["webhook-id"], headers["webhook-timestamp"]
            signatures, age = headers["webhook-signature"].split(), self._clock() - int(timestamp)
        except (KeyError, ValueError) as error:
            raise UnverifiedError("it lacks a header of Standard Webhooks") from error
        if abs(age) > _TOLERANCE_SECONDS:
            raise UnverifiedError("its timestamp is too far from our clock")
        wanted = [digest(key, webhook_id, timestamp, body) for key in self._keys]
        given = [_decoded(text) for text in signatures if text.startswith(SCHEME)]
        # Counted, so that the time taken gives nothing away.
        if not sum(hmac.compare_digest(expected, other) for expected in wanted for other in given):
            raise UnverifiedError("no secret of ours signed it")


def _decoded(signature: str) -> bytes:
    try:
        return base64.b64decode(signature.removeprefix(SCHEME), validate=True)
    except binascii.Error:
        return b""


def _challenge(parsed: Any) -> str | None:
    if isinstance(parsed, dict) and parsed.get("type") == VERIFIED:
        return str(parsed["data"]["challenge"])
    return None


def _events(parsed: Any) -> list[Event[LiveChange]]:
    """The changes of a request; events about the subscription itself are left out."""
    events = parsed if isinstance(parsed, list) else [parsed]
    return [
        ARTICLE_PUBLISHED.adapter.validate_python(event)
        for event in events
        if isinstance(event, dict) and event.get("type") == ARTICLE_PUBLISHED.name
    ]


async def _body(receive: Receive) -> bytes | None:
    """The request's body, None where it is too large."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        if len(body) > _LARGEST:
            return None
        if not message.get("more_body"):
            return bytes(body)


async def _answer(send: Send, status: int, body: bytes = b"") -> None:
    headers = [(b"content-length", b"%d" % len(body)), (b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
