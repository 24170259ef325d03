"""Log events are stable dotted names, all listed in one place and in the runbook."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from newsroom.runtime.log_events import INGEST, LIBRARY, LOG_EVENTS, PUBLISH, TRANSLATE

ROOT = Path(__file__).parents[2]
LEVELS = {"debug", "info", "warning", "error", "exception", "critical"}
DOTTED = re.compile(r"[a-z_]+(\.[a-z_]+)+")
RUNBOOK = ROOT / "docs/runbook.md"
HEADING = "| event | meaning |\n|---|---|\n"


def logged() -> Iterator[tuple[str, ast.expr]]:
    """The event argument of every call of a logger in the source, with its module."""
    for folder in ("shared", "services"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                match node:
                    case ast.Call(
                        func=ast.Attribute(value=ast.Name(id="_log"), attr=level), args=[event, *_]
                    ):
                        assert level in LEVELS
                        yield str(file.relative_to(ROOT)), event


def names() -> set[str]:
    return {
        event.value
        for _, event in logged()
        if isinstance(event, ast.Constant) and isinstance(event.value, str)
    }


def test_every_event_is_a_constant() -> None:
    assert {module for module, event in logged() if not isinstance(event, ast.Constant)} == set()


def test_every_event_that_is_logged_is_listed_and_none_else() -> None:
    assert names() == set(LOG_EVENTS)


def test_names_are_dotted_and_one_list_has_each() -> None:
    assert not [name for name in LOG_EVENTS if not DOTTED.fullmatch(name)]
    counts = Counter(name for names in (LIBRARY, INGEST, TRANSLATE, PUBLISH) for name in names)
    assert set(counts.values()) == {1}


def test_the_runbook_has_the_same_table() -> None:
    rows = "".join(f"| `{name}` | {meaning} |\n" for name, meaning in sorted(LOG_EVENTS.items()))
    text = RUNBOOK.read_text("utf-8")
    assert HEADING in text
    table = text.split(HEADING)[1].split("\n\n")[0].rstrip("\n") + "\n"
    assert table == rows, f"put this into {RUNBOOK.relative_to(ROOT)}:\n{HEADING}{rows}"
