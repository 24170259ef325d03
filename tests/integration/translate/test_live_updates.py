"""Live updates of the desk's pages, over a real socket, from a real Redis."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import httpx
import pytest
import uvicorn

from newsroom.live import Hub
from newsroom.runtime.clock import SystemClock
from newsroom.runtime.tasks import cancel_until_done
from newsroom.stores.redis import RedisClient
from newsroom.streams.topology import Topology
from tests.support.waiting import until
from translate.adapters.redis_desk_log import RedisDeskLog
from translate.adapters.redis_sessions import RedisSessions
from translate.desk_site.authentication import COOKIE, Authentication
from translate.desk_site.live_updates import PATH, SETTINGS, live_updates
from translate.desk_site.sessions import Sessions

SESSIONS = Sessions({"aysel": "key-one-of-the-test"})
QUICK = replace(SETTINGS, tick=0.02, reconnect=0.02)


@dataclass(frozen=True, slots=True)
class Served:
    """The live updates on a port, with the log behind them."""

    server: uvicorn.Server
    log: RedisDeskLog
    redis: RedisClient
    http: httpx.AsyncClient

    async def change(self, stream: str = "story-linked") -> None:
        await self.redis.xadd(stream, {"__data__": "not for a page to see"})

    @asynccontextmanager
    async def page(self, cursor: str = "", last_id: str = "") -> AsyncIterator[AsyncIterator[str]]:
        """An open page's stream, line by line."""
        query = {"cursor": cursor} if cursor else {}
        headers = {"last-event-id": last_id} if last_id else {}
        async with self.http.stream("GET", PATH, params=query, headers=headers) as answer:
            assert answer.status_code == 200
            assert answer.headers["content-type"].startswith("text/event-stream")
            yield answer.aiter_lines()


async def event(lines: AsyncIterator[str]) -> dict[str, str]:
    """The next event's fields."""
    fields: dict[str, str] = {}
    async with asyncio.timeout(20):
        async for line in lines:
            name, _, value = line.partition(": ")
            if name in ("id", "event", "data"):
                fields[name] = value
            elif not line and fields:
                return fields
    raise AssertionError("the stream ended")


@asynccontextmanager
async def serving(redis: RedisClient, connections: int = 200) -> AsyncIterator[Served]:
    log = RedisDeskLog(redis, Topology())
    hub = Hub(log, SystemClock(), replace(QUICK, connections=connections))
    authentication = Authentication(SESSIONS, RedisSessions(redis, Topology()), SystemClock())
    config = uvicorn.Config(
        live_updates(hub, authentication),
        port=0,
        lifespan="off",
        log_config=None,
        timeout_graceful_shutdown=5,
    )
    server = uvicorn.Server(config)
    following = asyncio.create_task(hub.run())
    running = asyncio.create_task(server._serve())  # without its signal handlers

    async def started() -> bool:
        return server.started and hub.ready

    await until(started, "the server has started")
    port = server.servers[0].sockets[0].getsockname()[1]
    cookie = SESSIONS.cookie(SESSIONS.open("aysel", SystemClock().now()))
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", cookies={COOKIE: cookie}) as http:
        yield Served(server, log, redis, http)
    await hub.close()
    server.should_exit = True
    await running
    await cancel_until_done([following])


@pytest.fixture
async def served(redis_client: RedisClient) -> AsyncIterator[Served]:
    async with serving(redis_client) as running:
        yield running


@pytest.mark.parametrize("stream", ["story-linked", "article-published", "linking-switched"])
async def test_an_open_page_is_sent_that_something_changed_and_never_what(served: Served, stream: str):
    async with served.page() as lines:
        await served.change(stream)
        assert await event(lines) == {"id": "1-0", "event": "news", "data": "{}"}


async def test_changes_that_come_at_once_are_one(served: Served):
    async with served.page() as lines:
        for _ in range(20):
            await served.change()
        assert (await event(lines))["id"] == "20-0"


async def test_a_page_that_was_away_learns_once_that_it_missed_something(served: Served):
    async with served.page() as lines:
        await served.change()
        seen = (await event(lines))["id"]
    for _ in range(3):
        await served.change()
    async with served.page(last_id=seen) as lines:
        assert (await event(lines))["id"] == "4-0"


async def test_a_change_between_a_pages_reading_and_its_stream_is_not_missed(served: Served):
    await served.change()
    await until(lambda: _is(served.log, "1-0"), "the change is known")
    read_as_of = served.log.position
    await served.change()
    async with served.page(cursor=read_as_of) as lines:
        assert (await event(lines))["id"] == "2-0"


async def test_every_process_gives_a_change_the_same_cursor(served: Served, redis_client: RedisClient):
    async with served.page() as lines:
        await served.change("link-decided")
        await served.change("story-linked")
        seen = (await event(lines))["id"]
    async with serving(redis_client) as replica, replica.page(last_id=seen) as lines:
        await replica.change()
        assert (await event(lines))["id"] == "3-0"


async def test_after_a_loss_of_redis_pages_are_sent_changes_again(served: Served):
    async with served.page() as lines:
        await served.change()
        seen = (await event(lines))["id"]
        await served.redis.flushall()
        await served.change()
        assert (await event(lines))["id"] > seen


async def test_a_page_with_a_cursor_that_is_not_known_any_more_is_told_to_read_itself_again(served: Served):
    async with served.page(last_id="9000-0") as lines:
        assert (await event(lines))["event"] == "reset"


async def test_only_an_editor_is_served(served: Served):
    served.http.cookies.clear()
    assert (await served.http.get(PATH)).status_code == 401
    assert (await served.http.post(PATH)).status_code == 405


async def test_an_ended_session_opens_no_stream(served: Served):
    session = SESSIONS.open("aysel", SystemClock().now())
    await RedisSessions(served.redis, Topology()).end(session.id, 60)
    served.http.cookies.clear()
    served.http.cookies.set(COOKIE, SESSIONS.cookie(session))
    assert (await served.http.get(PATH)).status_code == 401


async def test_more_pages_than_fit_are_refused_and_come_back_later(redis_client: RedisClient):
    async with serving(redis_client, connections=1) as served, served.page():
        answer = await served.http.get(PATH)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")


async def test_an_open_page_does_not_hold_a_server_that_is_told_to_stop(served: Served):
    async with served.page() as lines:
        await served.change()
        await event(lines)
        served.server.should_exit = True
        async with asyncio.timeout(4):  # less than the grace that requests in hand are given
            async for _ in lines:
                pass


async def _is(log: RedisDeskLog, cursor: str) -> bool:
    return log.position == cursor
