"""Relay of web hooks: takes what publish delivers, signs it with the subscriber's secret, and passes it on.

It holds events back, and sends them late, as a script tells.
"""

from http import HTTPStatus

from aiohttp import web
from pydantic import BaseModel, ValidationError

from newsroom.client.signed_posts import Answer, Post, SignedPosts
from newsroom.sandbox.script import ComeBack, GoAway, HoldBack, Mishap, SendLate
from newsroom.sandbox.sightings import Sightings


class _Data(BaseModel):
    change: str
    seq: int


class _Event(BaseModel):
    subject: str
    data: _Data


class WebhookRelay:
    """Relay to one receiver, whose answers are publish's. Use its `app` at any path."""

    def __init__(self, posts: SignedPosts) -> None:
        self._posts = posts
        self._held_back: set[str] = set()
        self._first: dict[str, Post] = {}
        self.sightings = Sightings()
        """What was taken or held back."""
        self.last_answer: Answer | None = None
        self.app = web.Application(client_max_size=32 * 2**20)
        self.app.router.add_post("/{path:.*}", self._relay)

    async def meet(self, mishap: Mishap) -> None:
        """Has it happen."""
        match mishap:
            case HoldBack(article_id):
                self._held_back.add(article_id)
            case SendLate(article_id):
                self._held_back.discard(article_id)
                if (post := self._first.get(article_id)) is not None:
                    await self._posts.send(post)
            case GoAway() | ComeBack():
                raise NotImplementedError("a receiver of web hooks has no position in the log")

    async def _relay(self, request: web.Request) -> web.Response:
        post = Post(
            webhook_id=request.headers["webhook-id"],
            body=await request.read(),
            media_type=request.headers["Content-Type"],
            cursors=tuple(filter(None, request.headers.get("Newsroom-Cursor", "").split(", "))),
        )
        event = _change_of(post.body)
        if event is not None:
            self._first.setdefault(event.subject, post)
            if event.subject in self._held_back and event.data.change != "withdrawn":
                await self.sightings.note(event.subject, event.data.seq)
                return web.Response(status=HTTPStatus.INTERNAL_SERVER_ERROR, text="held back by the sandbox")
        answer = self.last_answer = await self._posts.send(post)
        if event is not None and answer.is_success:
            await self.sightings.note(event.subject, event.data.seq)
        status = HTTPStatus.BAD_GATEWAY if answer.status is None else answer.status
        return web.Response(status=status, text=answer.text)


def _change_of(body: bytes) -> _Event | None:
    """The change of an article; None of an event about the subscription."""
    try:
        return _Event.model_validate_json(body)
    except ValidationError:
        return None
