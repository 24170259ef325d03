"""Supervisor of child processes: one that ends, for whatever reason, is restarted, for ever.

At once, unless it ends again and again by itself: then the pauses grow (`restarts.py`).
"""

import asyncio
import contextlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from newsroom.stack.child_process import Child
from newsroom.stack.restarts import Restarts

POLL_SECONDS = 0.05  # a blocking wait would cost a thread a child on Python 3.11


@dataclass(frozen=True, slots=True)
class ChildEnd:
    """End of a child. `repeats` counts ends in a row by itself; `delay` is the pause until its restart."""

    name: str
    exit_code: int
    repeats: int
    delay: float


EndCallback = Callable[[ChildEnd], None]
RestartCallback = Callable[[str, int], None]
SteadyCallback = Callable[[str], None]


class Supervisor:
    """Supervisor. Calls `ended` with each end, `restarted` with name and new pid.

    `steadied` is called with the name of a child that had ended again and again, and now stays.
    """

    def __init__(self, ended: EndCallback, restarted: RestartCallback, steadied: SteadyCallback) -> None:
        self._ended = ended
        self._restarted = restarted
        self._steadied = steadied
        self._keepers: dict[str, asyncio.Task[None]] = {}
        self._children: dict[str, Child] = {}

    def keep(self, child: Child) -> None:
        """Starts the child if it does not run, restarts it until `stop`. Call from the main thread's loop."""
        if not child.is_alive():
            child.spawn()
        self._children[child.name] = child
        self._keepers[child.name] = asyncio.create_task(self._keep(child), name=f"keeper of {child.name}")

    @property
    def pids(self) -> dict[str, int]:
        return {name: child.pid for name, child in self._children.items()}

    async def stop(self, names: Sequence[str], grace: float) -> None:
        """Ends children for good: SIGTERM, `grace` seconds, SIGKILL. If cancelled, kills at once."""
        children = [child for name in names if (child := self._children.pop(name, None))]
        for child in children:
            self._keepers.pop(child.name).cancel()
        try:
            for child in children:
                child.terminate()
            deadline = time.monotonic() + grace
            while any(child.is_alive() for child in children) and time.monotonic() < deadline:  # noqa: ASYNC110
                await asyncio.sleep(POLL_SECONDS)
        finally:
            for child in children:
                child.kill()

    async def _keep(self, child: Child) -> None:
        restarts = Restarts()
        while True:
            start = time.monotonic()
            while (code := child.exit_code()) is None:
                if restarts.steadied(time.monotonic() - start):
                    self._steadied(child.name)
                await asyncio.sleep(POLL_SECONDS)
            delay = restarts.ended(code, time.monotonic() - start)
            self._ended(ChildEnd(child.name, code, restarts.repeats, delay))
            await asyncio.sleep(delay)
            # No process or file descriptor to be had now: the loop sees the same end and tries again.
            with contextlib.suppress(OSError):
                child.spawn()
                self._restarted(child.name, child.pid)
