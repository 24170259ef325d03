"""Subscriber's application of the tests: the library's receiver, told its secret once it is served."""

from collections.abc import Sequence
from typing import Any

from newsroom.client.webhook_receiver import WebhookReceiver
from newsroom.events.envelope import Event
from newsroom.events.live import LiveChange


class Shop:
    """ASGI application. `seen` has (article id, seq) as they came."""

    def __init__(self) -> None:
        self.receiver: WebhookReceiver | None = None
        self.seen: list[tuple[str, int]] = []

    def know(self, secret: str) -> None:
        self.receiver = WebhookReceiver([secret], self._handle)

    async def _handle(self, events: Sequence[Event[LiveChange]]) -> None:
        self.seen += [(event.subject, event.data.seq) for event in events]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if self.receiver is not None:
            await self.receiver(scope, receive, send)
            return
        await send({"type": "http.response.start", "status": 503, "headers": []})
        await send({"type": "http.response.body", "body": b""})
