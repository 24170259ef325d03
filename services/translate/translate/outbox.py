"""Story versions that were committed and must be on the stream, whatever crashed in between.

A commit marks its stories in the same script; handling emits them at once, and this sweep emits what a
crash left over, then takes the marks away.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Protocol

import structlog

from translate.nodes import Node
from translate.subscribers import StoryWriter

_log = structlog.get_logger(__name__)
_BATCH = 200
_SECONDS_BETWEEN_SWEEPS = 1.0


class MarkedNodes(Protocol):
    """Where stories are marked as to be emitted."""

    async def read(self, ids: Iterable[str]) -> dict[str, Node]: ...
    async def marked(self, limit: int) -> list[tuple[str, int]]: ...
    async def unmark(self, emitted: Iterable[tuple[str, int]]) -> None: ...


async def emit_marked(nodes: MarkedNodes, stories: StoryWriter) -> int:
    """Emits marked stories, of which most have been already; returns how many had not."""
    late = 0
    while marks := await nodes.marked(_BATCH):
        found = await nodes.read(story_id for story_id, _ in marks)
        late += await stories.emit([node.story for node in found.values() if node.story is not None])
        await nodes.unmark(marks)
        if len(marks) < _BATCH:
            break
    return late


async def keep_emitting(
    sweep: Callable[[], Awaitable[int]], begun: asyncio.Event, outages: tuple[type[BaseException], ...]
) -> None:
    """Sweeps again and again until cancelled."""
    await begun.wait()
    while True:
        await asyncio.sleep(_SECONDS_BETWEEN_SWEEPS)
        try:
            late = await sweep()
        except outages as error:
            _log.warning("sweep waits", reason=str(error))
        else:
            if late:
                _log.info("emitted stories that were marked", stories=late)
