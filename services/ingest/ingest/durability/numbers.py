"""ingest's numbers: in Redis under an epoch, and put back from MongoDB where Redis has lost them."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Protocol

from ingest.articles.state import ArticleState


class Deployment(Protocol):
    """Where the newsroom's epoch is kept. Calls raise StoreUnavailableError."""

    async def epoch(self) -> str: ...


class Archived(Protocol):
    """Where numbers are put back from. Calls raise StoreUnavailableError."""

    def states(self) -> AsyncIterator[Mapping[str, ArticleState]]: ...


class Restorable(Protocol):
    """Where they are put back to. Calls raise StoreUnavailableError."""

    async def epoch(self) -> str | None: ...
    async def restore(self, states: Mapping[str, ArticleState]) -> None: ...


def epoch_of(redis: Restorable, deployment: Deployment) -> Callable[[], Awaitable[str]]:
    """The epoch that Redis holds, and MongoDB's only where it holds none: taking articles in must not
    need MongoDB."""

    async def epoch() -> str:
        return await redis.epoch() or await deployment.epoch()

    return epoch


async def restore_numbers(redis: Restorable, archive: Archived) -> int:
    """Puts the state of every archived article back; returns how many. Safe to repeat and to race."""
    count = 0
    async for states in archive.states():
        await redis.restore(states)
        count += len(states)
    return count
