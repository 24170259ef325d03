"""Keeps children running: one that ends, for whatever reason, is started again at once, for ever."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Sequence

from newsroom.stack.process import Child

WATCH = 0.05  # seconds between looks: a wait on each child would cost a thread each on Python 3.11
PAUSE = 0.3  # seconds before a restart: a child that cannot live must not take the whole machine either

Notice = Callable[[str, int], None]


class Supervisor:
    """Restarts what it keeps. `ended` is told its name and exit code, `restarted` its name and new pid."""

    def __init__(self, ended: Notice, restarted: Notice) -> None:
        self._ended = ended
        self._restarted = restarted
        self._keepers: dict[str, asyncio.Task[None]] = {}
        self._children: dict[str, Child] = {}

    def keep(self, child: Child) -> None:
        """Start it if it does not run, and again whenever it ends. Call from the main thread's loop."""
        if not child.is_alive():
            child.spawn()
        self._children[child.name] = child
        self._keepers[child.name] = asyncio.create_task(self._keep(child), name=f"keeper of {child.name}")

    @property
    def pids(self) -> dict[str, int]:
        return {name: child.pid for name, child in self._children.items()}

    async def stop(self, names: Sequence[str], patience: float) -> None:
        """End the named children for good: SIGTERM, `patience` seconds, SIGKILL. If cancelled, kills now."""
        children = [child for name in names if (child := self._children.pop(name, None))]
        for child in children:
            self._keepers.pop(child.name).cancel()
        try:
            for child in children:
                child.terminate()
            deadline = time.monotonic() + patience
            while any(child.is_alive() for child in children) and time.monotonic() < deadline:  # noqa: ASYNC110
                await asyncio.sleep(WATCH)
        finally:
            for child in children:
                child.kill()

    async def _keep(self, child: Child) -> None:
        while True:
            while (code := child.exit_code()) is None:  # noqa: ASYNC110 - see WATCH
                await asyncio.sleep(WATCH)
            self._ended(child.name, code)
            await asyncio.sleep(PAUSE)
            # No room for a process or a file just now: the end stands, and is met again.
            with contextlib.suppress(OSError):
                child.spawn()
                self._restarted(child.name, child.pid)
