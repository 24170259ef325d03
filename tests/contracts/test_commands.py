"""Every command speaks to programs too, and what changes something can be tried without."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from newsroom.cli import app

COMMANDS = Path(__file__).parents[2] / "docs/commands.md"
# Runs until Ctrl-C; what programs want of it is in its ready file.
FOR_TERMINALS = {"up"}
CHANGING = {
    "canary",
    "dead drop",
    "dead replay",
    "journal abandon",
    "keys new",
    "rebuild feed",
    "rebuild links",
    "reparse",
    "replay",
    "sandbox",
    "send",
}
# A subscriber's own, which publish carries out or refuses as a whole; each can be taken back or made again.
OF_A_SUBSCRIBER = {
    f"subscriptions {name}"
    for name in ("create", "delete", "pause", "replay", "resend", "resume", "rotate", "test")
}


def commands(group: TyperGroup, path: str = "") -> Iterator[tuple[str, set[str]]]:
    """Every command with its options."""
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from commands(command, f"{path}{name} ")
        else:
            yield f"{path}{name}", {option for parameter in command.params for option in parameter.opts}


def all_commands() -> dict[str, set[str]]:
    group = get_command(app)
    assert isinstance(group, TyperGroup)
    return dict(commands(group))


def test_every_command_has_json() -> None:
    lacking = {name for name, options in all_commands().items() if "--json" not in options}
    assert lacking == FOR_TERMINALS


def test_every_command_that_changes_something_has_a_dry_run() -> None:
    having = {name for name, options in all_commands().items() if "--dry-run" in options}
    assert having == CHANGING
    assert set(all_commands()) >= CHANGING | OF_A_SUBSCRIBER


def test_every_command_is_in_the_document() -> None:
    text = COMMANDS.read_text("utf-8")
    assert [name for name in all_commands() if f"newsroom {name.split()[0]}" not in text] == []
    assert "--install-completion" in text


@pytest.mark.parametrize(
    ("words", "completed"), [("newsroom st", {"status", "streams"}), ("newsroom dead re", {"replay"})]
)
def test_the_shell_completes_commands(words: str, completed: set[str]) -> None:
    asked = {"_NEWSROOM_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    command = Path(sys.executable).with_name("newsroom")
    run = subprocess.run(
        [command], env={**os.environ, **asked}, check=True, capture_output=True, text=True, timeout=60
    )
    assert set(run.stdout.split()) == completed
