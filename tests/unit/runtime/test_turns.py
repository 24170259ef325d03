"""Long work leaves others their turns."""

import asyncio

from newsroom.runtime.turns import in_turns


async def test_all_items_come_in_order_and_others_have_their_turns() -> None:
    turns = 0

    async def other() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    beside = asyncio.create_task(other())
    assert [item async for item in in_turns(range(100))] == list(range(100))
    beside.cancel()
    assert turns >= 5
