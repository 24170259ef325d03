import asyncio
import contextlib

import pytest

from newsroom.runtime import tasks
from newsroom.runtime.tasks import InsistentTaskGroup, OwnedTasks


async def swallows_one_cancellation(begun: asyncio.Event) -> None:
    try:
        begun.set()
        await asyncio.Event().wait()
    except asyncio.CancelledError:
        await asyncio.Event().wait()


async def test_a_cancellation_that_was_swallowed_is_said_again():
    begun = asyncio.Event()
    async with asyncio.timeout(5 * tasks.SECONDS_BETWEEN_CANCELS):
        async with OwnedTasks(lambda _: None) as owned:
            owned.start("stubborn", swallows_one_cancellation(begun))
            await begun.wait()


async def test_a_group_ends_though_a_cancellation_was_swallowed():
    begun = asyncio.Event()

    async def group_of_one() -> None:
        async with InsistentTaskGroup() as group:
            group.create_task(swallows_one_cancellation(begun))

    async with asyncio.timeout(5 * tasks.SECONDS_BETWEEN_CANCELS):
        async with OwnedTasks(lambda _: None) as owned:
            owned.start("group", group_of_one())
            await begun.wait()


async def test_a_group_ends_a_stubborn_task_beside_one_that_fails():
    begun = asyncio.Event()

    async def fails() -> None:
        await begun.wait()
        raise ValueError("broken")

    async with asyncio.timeout(5 * tasks.SECONDS_BETWEEN_CANCELS):
        with pytest.raises(ExceptionGroup) as raised:
            async with InsistentTaskGroup() as group:
                group.create_task(swallows_one_cancellation(begun))
                group.create_task(fails())
    assert [str(error) for error in raised.value.exceptions] == ["broken"]


async def test_a_group_ends_what_was_begun_after_it_had_failed():
    """By a block that swallowed its own cancellation, and then began another task."""

    async def fails() -> None:
        raise ValueError

    with pytest.raises(ExceptionGroup):
        async with asyncio.timeout(5 * tasks.SECONDS_BETWEEN_CANCELS):
            async with InsistentTaskGroup() as group:
                group.create_task(fails())
                group.create_task(asyncio.Event().wait())
                with contextlib.suppress(asyncio.CancelledError):
                    await asyncio.Event().wait()
                group.create_task(asyncio.Event().wait())


async def test_a_group_is_not_ended_by_one_before_it_that_failed():
    """Of the same task: the first leaves a cancellation behind."""

    async def fails() -> None:
        raise ValueError

    async def lives() -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(2.5 * tasks.SECONDS_BETWEEN_CANCELS):
                await asyncio.Event().wait()
        ends.append("by itself")

    ends: list[str] = []
    with pytest.raises(ExceptionGroup):
        async with InsistentTaskGroup() as group:
            group.create_task(fails())
    async with InsistentTaskGroup() as group:
        group.create_task(lives())
    assert ends == ["by itself"]


async def test_a_group_leaves_a_task_alone_whose_own_timeout_ends():
    """A sweep meets timeouts of some of them in every state."""

    async def times_out_for_ever(phase: int) -> None:
        for _ in range(phase):
            await asyncio.sleep(0)
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(0):
                    await asyncio.Event().wait()

    ended: list[asyncio.Task[None]] = []
    async with InsistentTaskGroup() as group:
        impatient = [group.create_task(times_out_for_ever(phase)) for phase in range(4)]

        async def end_after_two_sweeps() -> None:
            await asyncio.sleep(2.5 * tasks.SECONDS_BETWEEN_CANCELS)  # the time of the sweeps themselves
            ended.extend(task for task in impatient if task.done())
            for task in impatient:
                task.cancel()

        group.create_task(end_after_two_sweeps())
    assert ended == []


async def awaits_what_is_cancelled() -> None:
    other = asyncio.get_running_loop().create_future()
    other.cancel()
    await other


async def test_a_group_fails_with_a_task_that_nobody_cancelled():
    with pytest.raises(ExceptionGroup) as raised:
        async with InsistentTaskGroup() as group:
            group.create_task(awaits_what_is_cancelled(), name="reader")
            group.create_task(asyncio.Event().wait())
    assert [str(error) for error in raised.value.exceptions] == ["reader ended cancelled by nobody"]


async def test_a_task_that_nobody_cancelled_is_told():
    told = asyncio.get_running_loop().create_future()
    async with OwnedTasks(told.set_result) as owned:
        owned.start("reader", awaits_what_is_cancelled())
        async with asyncio.timeout(5):
            error = await told
    assert str(error) == "reader ended cancelled by nobody"


async def test_a_task_that_is_cancelled_alone_fails_no_group():
    async with InsistentTaskGroup() as group:
        task = group.create_task(asyncio.Event().wait())
        await asyncio.sleep(0)
        task.cancel()
    assert task.cancelled()


async def test_a_task_that_fails_is_told():
    told = asyncio.get_running_loop().create_future()

    async def fails() -> None:
        raise ValueError("broken")

    async with OwnedTasks(told.set_result) as owned:
        owned.start("failing", fails())
        assert str(await told) == "broken"
