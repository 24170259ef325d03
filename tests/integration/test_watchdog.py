"""A process whose loop stands still ends loudly; one that was stopped for a while does not."""

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from newsroom.runtime.watchdog import EXIT_CODE
from tests.support.waiting import wait_until

_WATCHED = """
import asyncio, re, sys, time
from newsroom.runtime.watchdog import Watchdog

def busy():
    while True:
        pass

def waiting():
    time.sleep(3600)

def holding_the_lock():
    re.match(r"(a+)+$", "a" * 60 + "b")

async def main(how):
    async with Watchdog(ticks=5, tick_seconds=0.05):
        print("watched", flush=True)
        if how in globals():
            globals()[how]()
        for _ in range(20):
            await asyncio.sleep(0.05)
    print("ended", flush=True)

asyncio.run(main(sys.argv[1]))
"""


def watched(folder: Path, how: str) -> "subprocess.Popen[str]":
    script = folder / "watched.py"
    script.write_text(textwrap.dedent(_WATCHED))
    process = subprocess.Popen(
        [sys.executable, str(script), how], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "watched\n"
    return process


@pytest.mark.parametrize(
    ("how", "code"),
    [("busy", EXIT_CODE), ("waiting", EXIT_CODE), ("holding_the_lock", -signal.SIGPROF)],
)
def test_a_loop_that_stands_still_ends_its_process_with_every_stack(
    tmp_path: Path, how: str, code: int
) -> None:
    process = watched(tmp_path, how)
    output, error = process.communicate(timeout=60)
    assert process.returncode == code
    assert how in error, "its stack says where"
    assert "ended" not in output


def test_a_process_that_was_stopped_goes_on(tmp_path: Path) -> None:
    process = watched(tmp_path, "turning")
    os.kill(process.pid, signal.SIGSTOP)

    def stopped() -> bool:
        status = Path(f"/proc/{process.pid}/stat")
        return not status.exists() or status.read_text().rpartition(")")[2].split()[0] == "T"

    wait_until(stopped, "it is stopped")
    try:
        process.wait(timeout=1)  # four times as long as its loop may stand still
    except subprocess.TimeoutExpired:
        os.kill(process.pid, signal.SIGCONT)
    output, _ = process.communicate(timeout=60)
    assert (process.returncode, output) == (0, "ended\n")
