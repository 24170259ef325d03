"""Runs of the sandbox on a running newsroom: one for a receiver of web hooks, one for a reader of the log."""

import asyncio
import secrets
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx

from newsroom.client import subscriptions
from newsroom.client.signed_posts import SignedPosts
from newsroom.client.subscriptions import NewSubscription, Subscriptions
from newsroom.client.topics import Topics
from newsroom.http.loopback import listening
from newsroom.sandbox import newsroom_wire
from newsroom.sandbox.judge import Judgement
from newsroom.sandbox.lessons import Lesson
from newsroom.sandbox.log_gateway import LogGateway
from newsroom.sandbox.mirror import Mirror
from newsroom.sandbox.newsroom_wire import PlayError
from newsroom.sandbox.play import Play
from newsroom.sandbox.script import only, reader_script, webhook_script
from newsroom.sandbox.webhook_relay import WebhookRelay
from newsroom.stack.ready_file import RunningSystem

_POLL_SECONDS = 0.05
_FIRST_READ_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Sandbox:
    """Sandbox on a running system, which allows web hooks to loopback.

    `mirror` is an address or a file; `patience` is how many seconds the subscriber may lag behind at most.
    Each run has a source and a category of its own, so that several can be played at once.
    """

    system: RunningSystem
    mirror: str
    patience: float
    lessons: Collection[Lesson] = tuple(Lesson)

    async def for_webhook(self, url: str, secret: str) -> list[Judgement]:
        """Judges the receiver at `url`, which knows `secret`.

        Raises PlayError, MirrorError, httpx.HTTPError.
        """
        category = _category()
        async with httpx.AsyncClient(trust_env=False) as http:
            relay = WebhookRelay(SignedPosts(http, url, secret))
            async with (
                listening(relay.app) as address,
                subscriptions.connected(self.system.publish, self.system.subscriber_key) as calls,
            ):
                await self._subscribe(calls, relay, address, category)
                script = only(webhook_script(category, datetime.now(UTC)), self.lessons)
                async with newsroom_wire.connected(self.system, category) as wire:
                    play = Play(wire, relay, script, self.patience)
                    await play.run()
                    return await play.judged(Mirror(http, self.mirror))

    async def for_reader(self, port: int, serving: Callable[[str, str], None]) -> list[Judgement]:
        """Judges a reader of the log, who reads it at a port of 127.0.0.1; 0 is any that is free.

        `serving` is called with the address and the run's category once it can be read. Raises PlayError,
        MirrorError, httpx.HTTPError, OSError where the port cannot be had.
        """
        category = _category()
        async with (
            httpx.AsyncClient(trust_env=False) as http,
            newsroom_wire.connected(self.system, category) as wire,
        ):
            gateway = LogGateway(wire.publish, wire.cursor_of)
            script = only(reader_script(category, datetime.now(UTC)), self.lessons)
            play = Play(wire, gateway, script, self.patience)
            await play.prepare()
            async with listening(gateway.app, port) as address:
                serving(address, category)
                await _begun(gateway)
                await play.run()
                return await play.judged(Mirror(http, self.mirror))

    async def _subscribe(
        self, calls: Subscriptions, relay: WebhookRelay, address: str, category: str
    ) -> None:
        """Subscribes the relay, and waits until the receiver has answered the challenge."""
        wanted = NewSubscription(
            name=category,
            kind="webhook",
            topics=Topics(category=(category,)),
            start="earliest",
            url=f"{address}/{secrets.token_urlsafe(16)}",
        )
        subscription = await calls.create(wanted)
        deadline = time.monotonic() + self.patience
        while (await calls.find(subscription.id)).state != "active":
            if time.monotonic() > deadline:
                cure = "answer 200 and {'challenge': data.challenge}; `newsroom webhook-check` tries it out"
                raise PlayError(
                    f"the receiver did not answer the challenge: {cure}; came: {relay.last_answer}"
                )
            await asyncio.sleep(_POLL_SECONDS)


async def _begun(gateway: LogGateway) -> None:
    try:
        await asyncio.wait_for(gateway.first_read.wait(), _FIRST_READ_SECONDS)
    except TimeoutError:
        raise PlayError(f"nobody read the log within {_FIRST_READ_SECONDS:.0f} s") from None


def _category() -> str:
    return f"sandbox-{secrets.token_hex(4)}"
