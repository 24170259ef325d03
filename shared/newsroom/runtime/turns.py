"""Turns of the loop: long work on many items leaves the others theirs."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import TypeVar

ItemT = TypeVar("ItemT")

_AT_ONCE = 16  # items of about 0.1 ms each


async def in_turns(items: Iterable[ItemT]) -> AsyncIterator[ItemT]:
    """The items, with a turn for everybody else after every few."""
    for number, item in enumerate(items, 1):
        yield item
        if number % _AT_ONCE == 0:
            await asyncio.sleep(0)
