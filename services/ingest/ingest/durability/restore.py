"""Restoration of articles' states after a loss of Redis: its numbers, under an epoch, from MongoDB."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import structlog
from pydantic import BaseModel, ConfigDict, Field

from ingest.articles.state import ArticleState, ContentState, HeldVersion, Status
from ingest.content.urls import canonical_url
from newsroom.events.articles import ArticleRevision
from newsroom.events.holds import HeldArticle, HeldContent
from newsroom.stores.epoch import EpochSource, epoch_number
from newsroom.stores.errors import ForeignStoreError, StoreUnavailableError

_SECONDS_FOR_MONGO = 1.0
_log = structlog.get_logger(__name__)


class ArchivedArticle(BaseModel):
    """An article as publish keeps it. `seq` is above 0 if the public ever saw it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str = Field(alias="_id")
    revision: int
    status: Status = "live"
    content: ArticleRevision | None = None
    seq: int = 0


class StateArchive(Protocol):
    """Archived states, by pages. Calls raise StoreUnavailableError."""

    def states(self) -> AsyncIterator[Mapping[str, ArticleState]]: ...


class RestorableStates(Protocol):
    """The store that states are put back to. Calls raise StoreUnavailableError."""

    async def epoch(self) -> str | None: ...
    async def restore(self, states: Mapping[str, ArticleState], fence: str) -> None: ...


class JournalMarks(Protocol):
    """The journal, before a restoration. Calls raise StoreUnavailableError."""

    async def check(self) -> None: ...
    async def marks(self, epoch: int) -> Mapping[str, str]: ...


def without_mongo(check: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
    """The check of both stores, which passes while MongoDB is away: articles are taken in meanwhile."""

    async def checked() -> None:
        try:
            async with asyncio.timeout(_SECONDS_FOR_MONGO):
                await check()
        except ForeignStoreError:
            raise
        except (TimeoutError, StoreUnavailableError) as error:
            _log.info("stores.unchecked", reason=str(error))

    return checked


@dataclass(slots=True)
class RedisWithoutMongo:
    """An EpochSource: MongoDB's, and while that is away what Redis holds, unless this process knows a later.

    Taking articles in must not need MongoDB. A Redis that came back older than the last restoration holds
    an epoch all the same, and lacks nothing that was marked under it.
    """

    states: RestorableStates
    epochs: EpochSource
    journal: JournalMarks
    _known: str = ""

    async def current(self) -> str:
        try:
            async with asyncio.timeout(_SECONDS_FOR_MONGO):
                self._known = await self.epochs.current()
        except (TimeoutError, StoreUnavailableError) as error:
            held = await self.states.epoch()
            if held is None and not self._known:
                raise StoreUnavailableError("MongoDB does not answer, and Redis has no numbers") from error
            if held is not None and epoch_number(held) >= epoch_number(self._known):
                self._known = held
        return self._known

    async def begin(self) -> str:
        """The next epoch, once every local journal is there to be drained."""
        await self.journal.check()
        return await self.epochs.begin()

    async def marks(self, epoch: str) -> Mapping[str, str]:
        """MongoDB's, raised by its journal's; while it is away, Redis is taken at its word."""
        try:
            async with asyncio.timeout(_SECONDS_FOR_MONGO):
                marks = await self.epochs.marks(epoch)
                journaled = await self.journal.marks(epoch_number(epoch))
                return {
                    name: max(marks.get(name, ""), journaled.get(name, "")) for name in {*marks, *journaled}
                }
        except (TimeoutError, StoreUnavailableError):
            return {}

    async def raise_marks(self, epoch: str, marks: Mapping[str, str]) -> None:
        await self.epochs.raise_marks(epoch, marks)


async def restore_states(states: RestorableStates, archive: StateArchive, fence: str) -> int:
    """Puts the state of every archived article back; returns how many. Idempotent."""
    count = 0
    async for page in archive.states():
        await states.restore(page, fence)
        count += len(page)
    return count


def is_older(known: ArticleState | None, archived: ArticleState) -> bool:
    """Whether Redis' state is older than the archived one: of a Redis that came back, too. Pure.

    The archive lags behind a Redis that kept all it had.
    """
    if known is None or known.revision != archived.revision:
        return known is None or known.revision < archived.revision
    if known.held_number != archived.held_number:
        return known.held_number < archived.held_number
    hashes = [state.content.content_hash if state.content else None for state in (known, archived)]
    return known.status != archived.status or hashes[0] != hashes[1]


def state_of(
    archived: ArchivedArticle | None, hashes: Iterable[str], held: HeldArticle | None = None
) -> ArticleState:
    """The state of an article that is archived, or held, or both; pure.

    `hashes` are of all contents it ever had, the oldest first; `held` is its last `article-held`.
    """
    state = _archived_state(archived, hashes) if archived else ArticleState(revision=0)
    return state if held is None else _with_held(state, held)


def _with_held(state: ArticleState, held: HeldArticle) -> ArticleState:
    """The state with the version that waits, or with what is kept of one that ended unpublished."""
    changes: dict[str, object] = {
        "revision": max(state.revision, held.revision),
        "source": state.source or held.source,
        "source_id": state.source_id or held.source_id,
        "held_number": held.number,
    }
    article = held.article
    if article is not None and held.status in ("held", "withdrawn"):
        earlier = (*state.content.earlier, state.content.content_hash) if state.content else ()
        content = _content_state(article, earlier)
        changes["held"] = HeldVersion(
            content=content, doubts=held.doubts, article=article, withheld=held.withheld
        )
    elif held.ended is not None:
        changes |= _with_ended(state, held, held.ended)
    return state.model_copy(update=changes)


def _with_ended(state: ArticleState, held: HeldArticle, ended: HeldContent) -> Mapping[str, object]:
    """What a resend of the version is compared with: it is the latest, or one before."""
    public = state.content
    is_latest = (public.content_hash if public else None) == ended.beside
    if held.status == "discarded" and is_latest:
        content = ContentState(
            revision=held.revision,
            content_hash=ended.content_hash,
            earlier=_distinct((*(public.earlier if public else ()), *ended.earlier), ended.content_hash),
            version=ended.version,
            modified_at=ended.modified_at,
            first_received_at=public.first_received_at if public else held.received_at,
            received_at=held.received_at,
            previous_received_at=public.received_at if public else None,
            default_language=ended.default_language,
            document_id=ended.document_id,
            address=ended.address,
        )
        discarded = HeldVersion(content=content, doubts=held.doubts, discarded=True, withheld=held.withheld)
        return {"held": discarded}
    if public is None:
        return {}
    earlier = _distinct((*ended.earlier, ended.content_hash, *public.earlier), public.content_hash)
    return {"content": public.model_copy(update={"earlier": earlier})}


def _archived_state(archived: ArchivedArticle, hashes: Iterable[str]) -> ArticleState:
    content = archived.content
    if content is None:
        return ArticleState(revision=archived.revision, status=archived.status)
    return ArticleState(
        revision=archived.revision,
        status=archived.status,
        source=content.source,
        source_id=content.source_id,
        content=_content_state(content, hashes),
        public_from=_public_from(archived, content),
    )


def _distinct(hashes: Iterable[str], current: str) -> tuple[str, ...]:
    """The hashes of superseded contents, each once."""
    return tuple(dict.fromkeys(known for known in hashes if known != current))


def _content_state(content: ArticleRevision, hashes: Iterable[str]) -> ContentState:
    return ContentState(
        revision=content.revision,
        content_hash=content.content_hash,
        earlier=_distinct(hashes, content.content_hash),
        version=content.version,
        modified_at=content.modified_at,
        first_received_at=content.first_received_at,
        received_at=content.received_at,
        previous_received_at=content.previous_received_at,
        # Whether it was sent or detected is not kept; either way it stays where the next post names none.
        default_language=content.language,
        embargo_until=content.embargo_until,
        document_id=content.document_id,
        address=canonical_url(content.url) if content.url else None,
    )


def _public_from(archived: ArchivedArticle, content: ArticleRevision) -> datetime | None:
    if archived.seq > 0:
        return content.first_received_at
    if archived.status == "withdrawn":
        return None
    return content.embargo_until or content.first_received_at
