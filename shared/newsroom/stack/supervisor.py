"""Supervisor of child processes: one that ends, for whatever reason, is restarted at once, for ever."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Sequence

from newsroom.stack.child_process import Child

POLL_SECONDS = 0.05  # a blocking wait would cost a thread a child on Python 3.11
RESTART_DELAY = 0.3  # seconds: a child that cannot run must not take the whole machine either

ProcessCallback = Callable[[str, int], None]


class Supervisor:
    """Supervisor. Calls `ended` with a child's name and exit code, `restarted` with name and new pid."""

    def __init__(self, ended: ProcessCallback, restarted: ProcessCallback) -> None:
        self._ended = ended
        self._restarted = restarted
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
        while True:
            while (code := child.exit_code()) is None:  # noqa: ASYNC110 - see POLL_SECONDS
                await asyncio.sleep(POLL_SECONDS)
            self._ended(child.name, code)
            await asyncio.sleep(RESTART_DELAY)
            # No process or file descriptor to be had now: the loop sees the same end and tries again.
            with contextlib.suppress(OSError):
                child.spawn()
                self._restarted(child.name, child.pid)
