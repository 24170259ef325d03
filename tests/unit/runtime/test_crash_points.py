"""Crash points: each is reached by one line of the code, and stands in the invariants."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

from newsroom.runtime.crash_points import CrashPoint

ROOT = Path(__file__).parents[3]
REACHED = re.compile(r"reach\(CrashPoint\.(\w+)\)")


def test_each_is_in_the_code_once() -> None:
    modules = [path for top in ("shared", "services") for path in (ROOT / top).rglob("*.py")]
    reached = sorted(name for path in modules for name in REACHED.findall(path.read_text("utf-8")))
    assert reached == sorted(point.name for point in CrashPoint)


def test_each_has_its_row_in_the_invariants() -> None:
    text = (ROOT / "docs/invariants.md").read_text("utf-8")
    assert [point for point in CrashPoint if f"`{point}`" not in text] == []


def test_dying_is_as_by_sigkill_and_once(tmp_path: Path) -> None:
    code = "from newsroom.runtime.crash_points import *; reach(CrashPoint.PUBLISH_SHOWN); print('alive')"

    def end(**environment: str) -> int:
        command = [sys.executable, "-c", code]
        return subprocess.run(command, env={**os.environ, **environment}, timeout=60, check=False).returncode

    once = str(tmp_path / "died")
    assert end() == 0
    assert end(NEWSROOM_CRASH_AT="publish.facts") == 0
    assert end(NEWSROOM_CRASH_AT="publish.shown", NEWSROOM_CRASH_ONCE=once) == -signal.SIGKILL
    assert end(NEWSROOM_CRASH_AT="publish.shown", NEWSROOM_CRASH_ONCE=once) == 0
    assert end(NEWSROOM_CRASH_AT="no.such") == 1
