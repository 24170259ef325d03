"""The library's receiver, behind a real server, gets what the dispatcher sends and nothing else."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Sequence

import httpx
import uvicorn

from newsroom.client.subscribe import subscribe
from newsroom.client.webhook_receiver import WebhookReceiver
from newsroom.events.envelope import Event
from newsroom.events.live import LiveChange
from publish.subscriptions.requests import NewSubscription
from tests.integration.publish.subscriptions.conftest import Desk
from tests.support.articles import id_of, revision
from tests.support.waiting import until


class Shop:
    """A subscriber's application, which fails at first."""

    def __init__(self) -> None:
        self.receiver: WebhookReceiver | None = None
        self.seen: list[tuple[str, int]] = []
        self.failures = 1

    async def handle(self, events: Sequence[Event[LiveChange]]) -> None:
        if self.failures:
            self.failures -= 1
            raise RuntimeError("not ready yet")
        self.seen += [(event.subject, event.data.seq) for event in events]

    async def __call__(self, scope, receive, send) -> None:
        assert self.receiver
        await self.receiver(scope, receive, send)


@contextlib.asynccontextmanager
async def serving(shop: Shop) -> AsyncGenerator[str]:
    config = uvicorn.Config(shop, port=0, lifespan="off", log_config=None)
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())

    async def started() -> bool:
        return server.started

    await until(started, "the shop is open")
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}/hook"
    server.should_exit = True
    await task


async def test_it_gets_every_event_and_refuses_strangers(desk: Desk) -> None:
    shop = Shop()
    async with serving(shop) as url:
        wanted = NewSubscription.model_validate({"name": "x", "kind": "webhook", "url": url, "batch": 5})
        made, secret = await desk.calls.create("mine", wanted)
        assert secret
        shop.receiver = WebhookReceiver([secret], shop.handle)
        async with desk.dispatching():
            await desk.until_state(made, "active")
            await desk.side.tell(*(revision(f"n{n}") for n in range(12)))

            async def all_seen() -> bool:
                return {one for one, _ in shop.seen} == {id_of(f"n{n}") for n in range(12)}

            await until(all_seen, "all came")
            await desk.calls.test("mine", made.id)
        async with httpx.AsyncClient(trust_env=False) as stranger:
            assert (await stranger.post(url, content=b"{}")).status_code == 401
            signed = {"webhook-id": "a", "webhook-timestamp": "1", "webhook-signature": "v1,AAAA"}
            assert (await stranger.post(url, content=b"{}", headers=signed)).status_code == 401
            assert (await stranger.get(url)).status_code == 405


async def test_a_rotated_secret_is_known_beside_the_old(desk: Desk) -> None:
    shop = Shop()
    shop.failures = 0
    async with serving(shop) as url:
        wanted = NewSubscription.model_validate({"name": "x", "kind": "webhook", "url": url})
        made, old = await desk.calls.create("mine", wanted)
        assert old
        _, new = await desk.calls.rotate("mine", made.id)
        shop.receiver = WebhookReceiver([new], shop.handle)
        async with desk.dispatching():
            await desk.until_state(made, "active")
            shop.receiver = WebhookReceiver([old], shop.handle)
            await desk.side.tell(revision("a"))

            async def came() -> bool:
                return bool(shop.seen)

            await until(came, "it is signed by both")


async def test_a_loop_gets_them_too_and_what_fails_in_it_comes_again(desk: Desk) -> None:
    shop = Shop()
    async with serving(shop) as url:
        wanted = NewSubscription.model_validate({"name": "x", "kind": "webhook", "url": url, "batch": 5})
        made, secret = await desk.calls.create("mine", wanted)
        assert secret
        shop.receiver = WebhookReceiver([secret])
        stopping = asyncio.Event()

        async def follow(receiver: WebhookReceiver) -> None:
            async for event in subscribe(receiver, until=stopping):
                with event.attempt():
                    assert event.cursor
                    await shop.handle([event.event])

        following = asyncio.create_task(follow(shop.receiver))
        async with desk.dispatching():
            await desk.until_state(made, "active")
            await desk.side.tell(*(revision(f"n{n}") for n in range(12)))

            async def all_seen() -> bool:
                return {one for one, _ in shop.seen} == {id_of(f"n{n}") for n in range(12)}

            await until(all_seen, "all came")
        stopping.set()
        await following
