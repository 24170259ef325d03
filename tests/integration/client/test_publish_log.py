"""The log over HTTP, from a publish that breaks off, forgets cursors and refuses: nothing is missed."""

import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

from newsroom.client.news_event import NewsEvent
from newsroom.client.publish_log import CursorExpiredError
from newsroom.client.subscribe import catch_up_then_follow, subscribe
from newsroom.streams.cursor import Cursor
from tests.integration.client.conftest import published
from tests.support.articles import id_of
from tests.support.plumbing import QUICK
from tests.support.served import served

NAMES = [f"n{number}" for number in range(5)]


class Publish:
    """Log of five changes, 1-0 to 5-0. The stream ends behind each event, as if the connection broke."""

    def __init__(self) -> None:
        self.streamed_from = 0  # milliseconds of the oldest cursor that the stream keeps
        self.archived_from = 0
        self.answers: list[int] = []  # statuses that the next requests get instead
        self.asked: list[str] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        query = parse_qs(scope["query_string"].decode())
        [cursor] = query.get("cursor", ["5-0"])
        self.asked.append(f"{scope['path']} {cursor}")
        after = 0 if cursor == "earliest" else Cursor.parse(cursor).ms
        if self.answers:
            await _answer(send, self.answers.pop(0), "application/problem+json", b"{}")
        elif scope["path"] == "/v1/stream":
            await _answer(send, HTTPStatus.OK, "text/event-stream", self._stream(after))
        else:
            await self._changes(after, send)

    def _stream(self, after: int) -> bytes:
        if after < self.streamed_from:
            return b'id: earliest\nevent: reset\ndata: {"oldest":"3-0"}\n\n'
        following = b"".join(
            b"id: %d-0\nevent: published\ndata: %b\n\n" % (n, published(NAMES[n - 1]).encoded)
            for n in range(after + 1, min(after + 1, len(NAMES)) + 1)
        )
        return b":\n" + following + b'event: slow\ndata: {"reason":"too far behind"}\n\n'

    async def _changes(self, after: int, send: Any) -> None:
        if after < self.archived_from:
            await _answer(send, HTTPStatus.GONE, "application/problem+json", b'{"oldest": "3-0"}')
            return
        page = range(after + 1, min(after + 2, len(NAMES)) + 1)
        events = [json.loads(published(NAMES[n - 1]).encoded) for n in page]
        cursors = [f"{n}-0" for n in page]
        body = {"events": events, "cursors": cursors, "cursor": cursors[-1] if cursors else f"{after}-0"}
        await _answer(send, HTTPStatus.OK, "application/json", json.dumps(body).encode())


async def _answer(send: Any, status: int, media_type: str, body: bytes) -> None:
    headers = [(b"content-type", media_type.encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def five(events: AsyncGenerator[NewsEvent]) -> list[str]:
    async with aclosing(events):
        return [(await anext(events)).id for _ in NAMES]


ALL = list(map(id_of, NAMES))


async def test_a_stream_that_breaks_off_goes_on_behind_the_last_event():
    publish = Publish()
    publish.answers = [503, 429]
    with served(publish) as url:
        assert await five(subscribe(url, cursor="0-0", policy=QUICK)) == ALL
    assert publish.asked[-1] == "/v1/stream 4-0"


async def test_the_archive_is_read_to_its_end_and_then_the_stream():
    publish = Publish()
    with served(publish) as url:
        assert await five(catch_up_then_follow(url, policy=QUICK)) == ALL
        assert {asked.split()[0] for asked in publish.asked} == {"/v1/changes"}


async def test_a_cursor_too_old_for_the_stream_is_read_from_the_archive():
    publish = Publish()
    publish.streamed_from = 4
    with served(publish) as url:
        assert await five(subscribe(url, cursor="0-0", policy=QUICK)) == ALL


async def test_a_cursor_that_is_kept_nowhere_ends_the_loop():
    publish = Publish()
    publish.streamed_from = publish.archived_from = 3
    with served(publish) as url, pytest.raises(CursorExpiredError) as raised:
        await five(subscribe(url, cursor="1-0", policy=QUICK))
    assert raised.value.oldest == "3-0"


async def test_what_publish_refuses_ends_the_loop():
    publish = Publish()
    publish.answers = [400]
    with served(publish) as url, pytest.raises(httpx.HTTPStatusError):
        await five(subscribe(url, policy=QUICK))


@pytest.mark.parametrize("failures", [1, QUICK.attempts])
async def test_an_event_that_fails_is_tried_again_in_its_place(failures: int):
    tried: list[str] = []

    async def follow(url: str) -> None:
        async for event in subscribe(url, cursor="0-0", policy=QUICK):
            with event.attempt():
                tried.append(event.id)
                if event.id == ALL[1] and tried.count(ALL[1]) <= failures:
                    raise LookupError("no such reader")
            if event.id == ALL[-1]:
                return

    with served(Publish()) as url:
        if failures < QUICK.attempts:
            await follow(url)
            assert tried == [ALL[0], ALL[1], *ALL[1:]]
        else:
            with pytest.raises(LookupError):
                await follow(url)
            assert tried == [ALL[0], *[ALL[1]] * QUICK.attempts]
