"""Owned background tasks: a failure is loud, and shutdown awaits them all."""

import asyncio
import os
import signal
from collections.abc import Callable, Coroutine, Generator, Iterable
from contextvars import Context
from types import TracebackType
from typing import Any, Self, TypeVar

import structlog

T = TypeVar("T")
_log = structlog.get_logger(__name__)
SECONDS_BETWEEN_CANCELS = 1.0


def end_process(_: BaseException) -> None:
    """Ends the process gracefully (SIGTERM to itself), for its supervisor to restart it."""
    os.kill(os.getpid(), signal.SIGTERM)


async def cancel_until_done(tasks: Iterable[asyncio.Task[Any]]) -> None:
    """Cancels tasks and awaits their end; their errors stay in them.

    A cancellation that meets a library's own timeout may be swallowed there: it is said again.
    """
    running = set(tasks)
    while running:
        for task in running:
            task.cancel()
        _, running = await asyncio.wait(running, timeout=SECONDS_BETWEEN_CANCELS)


class StrayCancellationError(RuntimeError):
    """A task that nobody cancelled ended cancelled: it awaited something that was."""


async def _loud(coroutine: Coroutine[Any, Any, T]) -> T:
    """A coroutine whose stray cancellation is a failure: `asyncio` takes it for an end that was asked for."""
    try:
        return await coroutine
    except asyncio.CancelledError as error:
        task = asyncio.current_task()
        if task is not None and not task.cancelling():
            raise StrayCancellationError(f"{task.get_name()} ended cancelled by nobody") from error
        raise


class InsistentTaskGroup(asyncio.TaskGroup):
    """A task group that cancels a task again which goes on after it was cancelled.

    `asyncio.TaskGroup` cancels each task once and then waits, for ever where that once was swallowed. Only a
    group that ends insists: a second cancellation beside that of a task's own `asyncio.timeout` would end it.
    A task that ends cancelled by nobody fails the group, too.
    """

    def __init__(self) -> None:
        super().__init__()
        self._running: set[asyncio.Task[Any]] = set()
        self._has_failed = False
        self._cancelled_before = 0

    async def __aenter__(self) -> Self:
        # Python 3.11 leaves a cancellation of its own with whoever held a group that failed.
        parent = asyncio.current_task()
        self._cancelled_before = parent.cancelling() if parent is not None else 0
        return await super().__aenter__()

    def create_task(
        self,
        coro: Coroutine[Any, Any, T] | Generator[Any, None, T],
        *,
        name: str | None = None,
        context: Context | None = None,
    ) -> asyncio.Task[T]:
        loud = _loud(coro) if asyncio.iscoroutine(coro) else coro
        task = super().create_task(loud, name=name, context=context)
        self._running.add(task)
        task.add_done_callback(self._finished)
        return task

    def _finished(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        self._has_failed |= not task.cancelled() and task.exception() is not None

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._has_failed |= kind is not None
        parent = asyncio.current_task()
        insisting = asyncio.create_task(self._insist(parent), name="insists on cancellations")
        try:
            await super().__aexit__(kind, error, trace)
        finally:
            insisting.cancel()

    async def _insist(self, parent: asyncio.Task[Any] | None) -> None:
        while True:
            await asyncio.sleep(SECONDS_BETWEEN_CANCELS)
            is_ending = self._has_failed or (
                parent is not None and parent.cancelling() > self._cancelled_before
            )
            # Those, too, that were begun since, by a block that swallowed its own cancellation.
            for task in list(self._running) if is_ending else ():
                task.cancel()


class OwnedTasks:
    """Owner of background tasks for the length of an `async with`; `failed` is called with a task's error."""

    def __init__(self, failed: Callable[[BaseException], None]) -> None:
        self._failed = failed
        self._tasks: list[asyncio.Task[None]] = []

    def start(self, name: str, coroutine: Coroutine[Any, Any, None]) -> None:
        """Starts a task that is meant to run until shutdown."""
        task = asyncio.create_task(_loud(coroutine), name=name)
        task.add_done_callback(self._ended)
        self._tasks.append(task)

    async def __aenter__(self) -> "OwnedTasks":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await cancel_until_done(self._tasks)

    def _ended(self, task: asyncio.Task[None]) -> None:
        if task.cancelled():
            return
        error = task.exception()
        if error is not None:
            _log.critical("task.failed", task=task.get_name(), exc_info=error)
            self._failed(error)
