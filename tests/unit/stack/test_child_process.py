"""Real processes: what happens to them is the kernel's doing, and nothing else shows it."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from newsroom.stack.child_process import Child, Command
from tests.support.waiting import wait_until

DEADLINE = 60.0  # seconds

Make = Callable[[str], Child]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """Makes a child of a Python text; ends it afterwards."""
    made: list[Child] = []

    def make(text: str) -> Child:
        log = tmp_path / "logs" / "child.log"
        command = Command("child", (sys.executable, "-c", text), log, {"ADDED": "yes"})
        made.append(Child(command))
        return made[-1]

    yield make
    for child in made:
        child.kill()


def test_it_runs_in_a_group_of_its_own_with_what_the_environment_adds(make: Make) -> None:
    child = make("import os; print(os.getpid() == os.getpgrp(), os.environ['ADDED'], flush=True)")
    child.spawn()
    wait_until(lambda: child.exit_code() == 0, "it ended well", DEADLINE)
    assert child.log_tail() == "True yes"


def test_its_log_keeps_what_earlier_runs_said(make: Make) -> None:
    child = make("print('so long')")
    for _ in range(2):
        child.spawn()
        wait_until(lambda: not child.is_alive(), "it ended", DEADLINE)
    assert child.log_tail(2) == "so long\nso long"


def test_a_running_child_is_not_started_twice(make: Make) -> None:
    child = make("import time; time.sleep(60)")
    child.spawn()
    with pytest.raises(RuntimeError, match=str(child.pid)):
        child.spawn()


def test_stopping_lets_it_finish(make: Make) -> None:
    child = make(
        "import signal, sys, time\n"
        "signal.signal(signal.SIGTERM, lambda *_: sys.exit('finished'))\n"
        "sys.stdout.write('ready\\n'); sys.stdout.flush()\n"
        "time.sleep(60)"
    )
    child.spawn()
    wait_until(lambda: child.log_tail() == "ready", "it is ready", DEADLINE)
    child.stop(grace=DEADLINE)
    assert child.log_tail() == "finished"


def test_one_that_does_not_heed_is_killed_with_its_own_children(make: Make) -> None:
    child = make(
        "import signal, subprocess, sys, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']).pid, flush=True)\n"
        "time.sleep(60)"
    )
    child.spawn()
    wait_until(lambda: child.log_tail().isdigit(), "it has a child", DEADLINE)
    child.stop(grace=0.1)
    assert child.exit_code() == -signal.SIGKILL
    wait_until(lambda: not is_running(int(child.log_tail())), "its child ended", DEADLINE)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
def test_it_dies_with_a_parent_that_was_killed(tmp_path: Path) -> None:
    parent_text = f"""
import sys, time
from pathlib import Path
from newsroom.stack.child_process import Child, Command
log = Path({str(tmp_path)!r}) / "log"
child = Child(Command("child", (sys.executable, "-c", "import time; time.sleep(60)"), log))
child.spawn()
print(child.pid, flush=True)
time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", parent_text], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert is_running(pid)
        parent.kill()
    wait_until(lambda: not is_running(pid), "it ended", DEADLINE)


def is_running(pid: int) -> bool:
    """A zombie, which only waits to be reaped, is not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not (stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "Z")
