"""Consumers of every kind on loopback: they take the live log's changes, and keep none.

Each yields what it is sent from now on, until its connection ends; subscriptions are made for the run, and
deleted with it.
"""

import asyncio
import secrets
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Literal, get_args

import httpx
from aiohttp import web
from httpx_sse import aconnect_sse
from pydantic import AwareDatetime, BaseModel, TypeAdapter

from newsroom.canary.arrivals import Arrival
from newsroom.client.subscriptions import NewSubscription, Subscription, Subscriptions
from newsroom.events.live import Change
from newsroom.http.loopback import listening
from newsroom.stores.redis import RedisClient
from newsroom.streams.consumer_groups import ensure_groups
from newsroom.streams.redis_commands import read_group

NAME = "canary"
_TIMEOUT_SECONDS = 10.0
_MOST_WAITING = 1000
_ENTRIES = 100
_POLL_SECONDS = 0.2
_SILENCE_SECONDS = 45.0  # an idle stream has a comment every 15 s
_PAGE = "100"
_BLOCK_MS = 1000
_LARGEST = 32 * 2**20
_CHANGES = frozenset(get_args(Change))


class _Data(BaseModel):
    seq: int


class _Event(BaseModel):
    subject: str
    time: AwareDatetime
    data: _Data

    def arrival(self) -> Arrival:
        return Arrival(self.subject, self.data.seq, self.time)


class _PostedData(BaseModel):
    seq: int | None = None
    challenge: str | None = None


class _Posted(BaseModel):
    subject: str
    time: AwareDatetime
    data: _PostedData


class _Page(BaseModel):
    events: list[_Event]
    cursor: str


class _Position(BaseModel):
    cursor: str


_EVENT = TypeAdapter(_Event)


async def polled(publish: httpx.AsyncClient) -> AsyncIterator[Arrival]:
    """By `/v1/changes`, five times a second."""
    cursor = await _newest(publish)
    while True:
        response = await publish.get("/v1/changes", params={"cursor": cursor, "limit": _PAGE})
        page = _Page.model_validate_json(response.raise_for_status().content)
        for event in page.events:
            yield event.arrival()
        if page.cursor == cursor:
            await asyncio.sleep(_POLL_SECONDS)
        cursor = page.cursor


async def streamed(publish: httpx.AsyncClient) -> AsyncIterator[Arrival]:
    """By `/v1/stream`."""
    query = {"cursor": await _newest(publish)}
    timeout = httpx.Timeout(_TIMEOUT_SECONDS, read=_SILENCE_SECONDS)
    async with aconnect_sse(publish, "GET", "/v1/stream", params=query, timeout=timeout) as source:
        async for event in source.aiter_sse():
            if event.event in _CHANGES:
                yield _EVENT.validate_json(event.data).arrival()


async def posted(calls: Subscriptions) -> AsyncIterator[Arrival]:
    """By a web hook to 127.0.0.1, which NEWSROOM_WEBHOOK_ALLOW must name."""
    arrivals = asyncio.Queue[Arrival](_MOST_WAITING)
    path = f"/{secrets.token_urlsafe(16)}"  # that publish alone knows

    async def receive(request: web.Request) -> web.Response:
        event = _Posted.model_validate_json(await request.read())
        if event.data.challenge is not None:
            return web.json_response({"challenge": event.data.challenge})
        if event.data.seq is not None:
            await arrivals.put(Arrival(event.subject, event.data.seq, event.time))
        return web.Response(status=HTTPStatus.NO_CONTENT)

    app = web.Application(client_max_size=_LARGEST)
    app.router.add_post(path, receive)
    async with listening(app) as address, _subscribed(calls, "webhook", f"{address}{path}"):
        while True:
            yield await arrivals.get()


async def grouped(calls: Subscriptions, redis: RedisClient) -> AsyncIterator[Arrival]:
    """By the Redis stream of a subscription, in a consumer group."""
    async with _subscribed(calls, "stream") as subscription:
        if subscription.stream is None:
            raise LookupError("publish named no stream")
        await ensure_groups(redis, [subscription.stream], NAME)
        while True:
            entries = await read_group(
                redis, subscription.stream, NAME, NAME, ">", count=_ENTRIES, block_ms=_BLOCK_MS
            )
            for entry in entries:
                if entry.encoded is not None:
                    yield _EVENT.validate_json(entry.encoded).arrival()
            if entries:
                await redis.xack(subscription.stream, NAME, *(entry.id for entry in entries))


@asynccontextmanager
async def _subscribed(
    calls: Subscriptions, kind: Literal["webhook", "stream"], url: str | None = None
) -> AsyncGenerator[Subscription]:
    """A subscription for the block, in the place of what an earlier canary left behind."""
    async for earlier in calls.all():
        if (earlier.name, earlier.kind) == (NAME, kind):
            await calls.delete(earlier.id)
    subscription = await calls.create(NewSubscription(name=NAME, kind=kind, start="now", url=url))
    try:
        yield subscription
    finally:
        await calls.delete(subscription.id)


async def _newest(publish: httpx.AsyncClient) -> str:
    response = await publish.get("/v1/feed", params={"limit": "1"})
    return _Position.model_validate_json(response.raise_for_status().content).cursor
