"""Ends of commands that run for a while: SIGINT and SIGTERM let them clean up first."""

import asyncio
import signal
from collections.abc import Coroutine
from typing import Any, TypeVar

import typer

_Result = TypeVar("_Result")
_INTERRUPTED = 130  # the shell's own for SIGINT


async def until_signalled(work: Coroutine[Any, Any, _Result]) -> _Result:
    """The result of the work, which a signal cancels. Ends the command in that case."""
    task = asyncio.create_task(work)
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    try:
        return await task
    except asyncio.CancelledError:
        raise typer.Exit(_INTERRUPTED) from None
