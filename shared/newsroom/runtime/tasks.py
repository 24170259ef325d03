"""Owned background tasks: a failure is loud, and shutdown awaits them all."""

import asyncio
import os
import signal
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any

import structlog

_log = structlog.get_logger(__name__)
SECONDS_BETWEEN_CANCELS = 1.0


def end_process(_: BaseException) -> None:
    """Ends the process gracefully (SIGTERM to itself), for its supervisor to restart it."""
    os.kill(os.getpid(), signal.SIGTERM)


class OwnedTasks:
    """Owner of background tasks for the length of an `async with`; `failed` is called with a task's error."""

    def __init__(self, failed: Callable[[BaseException], None]) -> None:
        self._failed = failed
        self._tasks: list[asyncio.Task[None]] = []

    def start(self, name: str, coroutine: Coroutine[Any, Any, None]) -> None:
        """Starts a task that is meant to run until shutdown."""
        task = asyncio.create_task(coroutine, name=name)
        task.add_done_callback(self._ended)
        self._tasks.append(task)

    async def __aenter__(self) -> "OwnedTasks":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        running = set(self._tasks)
        while running:
            for task in running:
                task.cancel()
            # A cancellation that meets a library's own timeout may be swallowed there: cancel again.
            _, running = await asyncio.wait(running, timeout=SECONDS_BETWEEN_CANCELS)

    def _ended(self, task: asyncio.Task[None]) -> None:
        if task.cancelled():
            return
        error = task.exception()
        if error is not None:
            _log.critical("task.failed", task=task.get_name(), exc_info=error)
            self._failed(error)
