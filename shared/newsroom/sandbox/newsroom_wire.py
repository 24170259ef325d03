"""Wire into a running newsroom: posts, withdrawals, an editor's act, and the log that comes of them."""

import asyncio
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import httpx
from pydantic import BaseModel

from newsroom.client.ingest_client import ingest_client, post_with_retries
from newsroom.events.articles import Reference
from newsroom.events.catalogue import ARTICLE_PUBLISHED
from newsroom.events.live import LiveChange
from newsroom.sandbox.script import Act, Await, Awaited, Move, Restore, Send, Withdraw
from newsroom.stack.ready_file import RunningSystem
from newsroom.streams.cursor import EARLIEST, Cursor

_PATIENCE_SECONDS = 60.0  # for a change to come into the log
_POLL_SECONDS = 0.05
_PAGE = "100"
_REASON = "the sandbox"


class PlayError(Exception):
    """End of a play that is no fault of the subscriber's, with the reason."""


@dataclass(frozen=True, slots=True)
class Logged:
    """Change of the log with its cursor."""

    cursor: str
    change: LiveChange


class _Page(BaseModel):
    cursors: list[str]
    events: list[dict[str, object]]
    cursor: str


@dataclass(slots=True)
class NewsroomWire:
    """One run's wire; what it sends has a category of its own, by which its part of the log is read."""

    category: str
    ingest: httpx.AsyncClient
    desk: httpx.AsyncClient
    publish: httpx.AsyncClient
    last: dict[str, Logged] = field(default_factory=dict[str, Logged])
    _cursor: str = EARLIEST

    async def act(self, act: Act) -> None:
        """Acts, and returns once the log has what comes of it. Raises PlayError if it never has."""
        known = {article_id: self._seq(article_id) for article_id in act.awaited}
        match act:
            case Send():
                await self._post("articles", act.draft.model_dump_json(exclude_unset=True))
            case Withdraw():
                await self._post("withdrawals", _named(act.article))
            case Restore():
                await self._post("restorations", _named(act.article))
            case Move():
                await self._move(act)
            case Await():
                known = dict.fromkeys(known, 0)
        await self._logged(act.awaited, known)

    async def changes(self) -> list[LiveChange]:
        """The run's part of the log, as it may be shown now."""
        return [logged.change for logged in await self._read(EARLIEST)]

    def cursor_of(self, article_id: str) -> Cursor:
        """The cursor of an article's last change."""
        return Cursor.parse(self.last[article_id].cursor)

    def _seq(self, article_id: str) -> int:
        return self.last[article_id].change.seq if article_id in self.last else 0

    async def _logged(self, awaited: Awaited, known: Mapping[str, int]) -> None:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while True:
            for logged in await self._read(self._cursor):
                self._cursor, self.last[logged.change.article.id] = logged.cursor, logged
            if all(
                self._seq(article_id) > known[article_id] and self.last[article_id].change.change == change
                for article_id, change in awaited.items()
            ):
                return
            if time.monotonic() > deadline:
                raise PlayError(f"the log never got {', '.join(f'{c} of {a}' for a, c in awaited.items())}")
            await asyncio.sleep(_POLL_SECONDS)

    async def _read(self, cursor: str) -> list[Logged]:
        """Everything behind a cursor."""
        read: list[Logged] = []
        while True:
            query = {"category": self.category, "cursor": cursor, "limit": _PAGE}
            response = await self.publish.get("/v1/changes", params=query)
            page = _Page.model_validate_json(response.raise_for_status().content)
            events = map(ARTICLE_PUBLISHED.adapter.validate_python, page.events)
            read += [Logged(at, event.data) for at, event in zip(page.cursors, events, strict=True)]
            if not page.events or page.cursor == cursor:
                return read
            cursor = page.cursor

    async def _post(self, call: str, body: str) -> None:
        response = await post_with_retries(self.ingest, f"/v1/{call}", body.encode(), "application/json")
        _check(response)

    async def _move(self, act: Move) -> None:
        article = (await self.publish.get(f"/v1/articles/{act.story_of}")).raise_for_status()
        story_id = str(article.json()["story_id"])
        _check(await self.desk.put(f"/v1/stories/{story_id}/articles/{act.article_id}"))


def _check(response: httpx.Response) -> None:
    if not response.is_success:
        raise PlayError(f"{response.request.url} answered {response.status_code}: {response.text}")


def _named(article: Reference) -> str:
    return _Naming(source=article.source, source_id=article.source_id, reason=_REASON).model_dump_json()


class _Naming(BaseModel):
    source: str
    source_id: str
    reason: str


@asynccontextmanager
async def connected(system: RunningSystem, category: str) -> AsyncGenerator[NewsroomWire]:
    """A wire into a running system."""
    authorized = {"Authorization": f"Bearer {system.desk_key}"}
    async with AsyncExitStack() as clients:
        ingest = await clients.enter_async_context(ingest_client(system.ingest, system.ingest_key))
        desk = await clients.enter_async_context(_client(system.translate, authorized))
        publish = await clients.enter_async_context(_client(system.publish, {}))
        yield NewsroomWire(category, ingest, desk, publish)


def _client(url: str, headers: Mapping[str, str]) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=url, headers=headers, timeout=30.0, trust_env=False)
