"""Gate before each origin: attempts at once to one host and port, by all outboxes, are bounded."""

import asyncio
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

_AT_ONCE = 64


class OriginGate:
    """Bounded concurrency by host and port; an origin that nobody asks is forgotten."""

    def __init__(self, at_once: int = _AT_ONCE) -> None:
        self._at_once = at_once
        self._gates: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    def of(self, url: str) -> asyncio.Semaphore:
        origin = urlsplit(url).netloc.lower()
        gate = self._gates.get(origin)
        if gate is None:
            gate = self._gates[origin] = asyncio.Semaphore(self._at_once)
        return gate
