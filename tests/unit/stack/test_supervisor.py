import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from newsroom.stack.child_process import Child, Command
from newsroom.stack.supervisor import ChildEnd, Supervisor
from tests.support import waiting

DEADLINE = 60.0  # seconds
LIVES = "print('up', flush=True); import time; time.sleep(60)"
DIES = "raise SystemExit(3)"
IGNORES = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + LIVES


class Seen:
    """Callbacks that record a supervisor's calls."""

    def __init__(self) -> None:
        self.ended: list[tuple[str, int]] = []
        self.restarted: list[tuple[str, int]] = []

    def saw_end(self, end: ChildEnd) -> None:
        self.ended.append((end.name, end.exit_code))

    def saw_restart(self, name: str, pid: int) -> None:
        self.restarted.append((name, pid))


@pytest.fixture
def seen() -> Seen:
    return Seen()


@pytest.fixture
async def supervisor(seen: Seen) -> AsyncIterator[Supervisor]:
    supervisor = Supervisor(seen.saw_end, seen.saw_restart, lambda _: None)
    yield supervisor
    await supervisor.stop(list(supervisor.pids), grace=0)


def child(folder: Path, name: str, text: str) -> Child:
    return Child(Command(name, (sys.executable, "-c", text), folder / f"{name}.log"))


async def until(condition: Callable[[], bool]) -> None:
    async def probe() -> bool:
        return condition()

    await waiting.until(probe, "the condition holds", DEADLINE)


async def test_a_killed_child_comes_back_under_a_new_pid(
    tmp_path: Path, supervisor: Supervisor, seen: Seen
) -> None:
    kept = child(tmp_path, "one", LIVES)
    supervisor.keep(kept)
    first = kept.pid
    kept.kill()
    await until(lambda: bool(seen.restarted))
    assert seen.ended == [("one", -9)]
    assert seen.restarted == [("one", kept.pid)]
    assert supervisor.pids == {"one": kept.pid}
    assert kept.pid != first
    assert kept.is_alive()


async def test_one_that_cannot_live_is_tried_for_ever_beside_its_neighbours(
    tmp_path: Path, supervisor: Supervisor, seen: Seen
) -> None:
    well = child(tmp_path, "well", LIVES)
    supervisor.keep(well)
    supervisor.keep(child(tmp_path, "ill", DIES))
    await until(lambda: len(seen.restarted) >= 3)
    assert set(seen.ended) == {("ill", 3)}
    assert well.is_alive()


async def test_a_restart_that_fails_is_tried_again(
    tmp_path: Path, supervisor: Supervisor, seen: Seen
) -> None:
    kept = child(tmp_path / "logs", "one", LIVES)
    supervisor.keep(kept)
    logs = (tmp_path / "logs").rename(tmp_path / "away")
    (tmp_path / "logs").write_text("where its folder should be")
    kept.kill()
    await until(lambda: len(seen.ended) >= 2)
    assert not seen.restarted
    (tmp_path / "logs").unlink()
    logs.rename(tmp_path / "logs")
    await until(kept.is_alive)


async def test_what_is_stopped_stays_so(tmp_path: Path, supervisor: Supervisor, seen: Seen) -> None:
    kept, other = child(tmp_path, "one", LIVES), child(tmp_path, "other", LIVES)
    supervisor.keep(kept)
    supervisor.keep(other)
    await supervisor.stop(["one"], grace=DEADLINE)
    assert not kept.is_alive()
    assert supervisor.pids == {"other": other.pid}
    other.kill()
    await until(lambda: bool(seen.restarted))
    assert seen.ended == [("other", -9)]


async def test_a_stop_that_is_cancelled_kills(tmp_path: Path, supervisor: Supervisor) -> None:
    kept = child(tmp_path, "one", IGNORES)
    supervisor.keep(kept)
    await until(lambda: kept.log_tail() == "up")
    stop = asyncio.create_task(supervisor.stop(["one"], grace=DEADLINE))
    await asyncio.sleep(0)
    stop.cancel()
    with pytest.raises(asyncio.CancelledError):
        await stop
    assert kept.exit_code() == -9
