"""Waiting for a condition with a deadline, never for a length of time."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")
# Seconds after which what is waited for will not come, on two cores that run another suite too.
PATIENCE = 60.0
# For a process to become ready: its imports alone take ten seconds there.
START_PATIENCE = 120.0
_PAUSE = 0.02


async def until(probe: Callable[[], Awaitable[T]], what: str, patience: float = PATIENCE) -> T:
    """The first truthy answer of an asynchronous probe; fails, saying `what`, after `patience` seconds."""
    deadline = time.monotonic() + patience
    while not (answer := await probe()):  # any condition, not an event of ours
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {patience:.0f} s: {what}; last answer {answer!r}")
        await asyncio.sleep(_PAUSE)
    return answer


def wait_until(probe: Callable[[], T], what: str, patience: float = PATIENCE) -> T:
    """As `until`, for a plain function."""
    deadline = time.monotonic() + patience
    while not (answer := probe()):
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {patience:.0f} s: {what}; last answer {answer!r}")
        time.sleep(_PAUSE)
    return answer
