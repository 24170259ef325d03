"""Story versions that were committed and must be on the stream, whatever crashed in between.

A commit marks its stories in the same script; handling emits them at once, and this sweep emits what a
crash left over, then takes the marks away.
"""

from collections.abc import Iterable
from typing import Protocol

import structlog

from translate.stories.emit import StoryEmitter
from translate.stories.graph import Node

_log = structlog.get_logger(__name__)
_BATCH = 200
_SECONDS_BETWEEN_SWEEPS = 1.0


class MarkedNodes(Protocol):
    """Where stories are marked as to be emitted."""

    async def read(self, ids: Iterable[str]) -> dict[str, Node]: ...
    async def marked(self, limit: int) -> list[tuple[str, int]]: ...
    async def unmark(self, emitted: Iterable[tuple[str, int]]) -> None: ...


async def emit_marked(nodes: MarkedNodes, stories: StoryEmitter) -> int:
    """Emits marked stories, of which most have been already; returns how many had not."""
    late = 0
    while marks := await nodes.marked(_BATCH):
        found = await nodes.read(story_id for story_id, _ in marks)
        late += await stories.emit([node.story for node in found.values() if node.story is not None])
        await nodes.unmark(marks)
        if len(marks) < _BATCH:
            break
    if late:
        _log.info("stories.emitted_late", stories=late)
    return late
