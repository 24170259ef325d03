"""One request at a time to a host, whichever source makes it."""

import asyncio
from weakref import WeakValueDictionary


class HostGate:
    """Hands out a host's lock; one that nobody holds or waits for is forgotten."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def of(self, host: str) -> asyncio.Lock:
        lock = self._locks.get(host)
        if lock is None:
            lock = self._locks[host] = asyncio.Lock()
        return lock
