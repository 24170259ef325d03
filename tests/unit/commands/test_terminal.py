from pathlib import Path

import pytest

from newsroom.commands.up import Terminal
from newsroom.stack.supervisor import ChildEnd

LOG = Path("logs/publish.log")


def test_a_child_that_ends_again_and_again_is_said_once_with_its_last_words(
    capsys: pytest.CaptureFixture[str],
) -> None:
    terminal = Terminal()
    for repeats in range(1, 6):
        terminal.ended(ChildEnd("publish", 1, repeats, 0.3), LOG, "no such zone")
        terminal.restarted("publish", 7)
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "publish ended with code 1: no such zone; starting it again"
    assert lines[1] == "publish is back, pid 7"
    assert lines[2] == "publish ends again and again, now with code 1: no such zone"
    assert "logs/publish.log" in lines[3]
    assert len(lines) == 4
    terminal.steadied("publish")
    terminal.ended(ChildEnd("publish", -9, 0, 0.3), LOG, "")
    assert capsys.readouterr().err.splitlines() == [
        "publish stays up again",
        "publish ended with signal 9; starting it again",
    ]
