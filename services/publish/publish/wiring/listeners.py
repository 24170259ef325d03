"""Fan-out of the log's tail: one reader a process, several that listen."""

from collections.abc import Sequence

from newsroom.live import LiveEntry
from publish.log.live_reader import TailListener


class TailListeners:
    """Several listeners as one, called in their order."""

    def __init__(self, *listeners: TailListener) -> None:
        self._listeners = listeners

    def restart(self, after: str) -> None:
        for listener in self._listeners:
            listener.restart(after)

    def record(self, entries: Sequence[LiveEntry], up_to: str) -> None:
        for listener in self._listeners:
            listener.record(entries, up_to)
