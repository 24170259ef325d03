"""Periodic work."""

import asyncio

import pytest

from newsroom.stores.errors import StoreUnavailableError
from newsroom.stores.periodic import Periodic


async def test_it_goes_on_at_once_while_there_is_more_and_after_an_outage() -> None:
    calls: list[int] = []
    done = asyncio.Event()

    async def work() -> bool:
        calls.append(len(calls))
        if len(calls) == 2:
            raise StoreUnavailableError("away")
        if len(calls) == 4:
            done.set()
        return len(calls) < 4

    task = asyncio.create_task(Periodic("work", 0.001, work).run())
    await asyncio.wait_for(done.wait(), 5)
    task.cancel()
    assert calls[:4] == [0, 1, 2, 3]


async def test_what_is_no_outage_ends_it() -> None:
    async def work() -> bool:
        raise ValueError("ours")

    with pytest.raises(ValueError, match="ours"):
        await Periodic("work", 0.001, work).run()


async def test_it_waits_for_its_beginning() -> None:
    begun, called = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        called.set()

    task = asyncio.create_task(Periodic("work", 60, work, begun).run())
    await asyncio.sleep(0)
    assert not called.is_set()
    begun.set()
    await asyncio.wait_for(called.wait(), 5)
    task.cancel()
