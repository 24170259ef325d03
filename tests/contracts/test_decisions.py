"""The index of decisions is complete, and each decision has what it must have."""

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "docs/decisions"
DECISIONS = sorted(FOLDER.glob("[0-9]*.md"))
ROW = re.compile(
    r"\| (?P<number>\d+) \| \[(?P<title>.+)\]\((?P<file>[^)]+)\) \| (?P<line>.+?) \| (?P<revisit>.+?) \|"
)


def rows() -> list[re.Match[str]]:
    return list(ROW.finditer((FOLDER / "README.md").read_text("utf-8")))


def test_the_index_lists_every_decision_in_order_with_its_title() -> None:
    headings = [path.read_text("utf-8").splitlines()[0] for path in DECISIONS]
    assert [f"# {row['number']}. {row['title']}" for row in rows()] == headings
    assert [row["file"] for row in rows()] == [path.name for path in DECISIONS]
    assert [int(row["number"]) for row in rows()] == [int(path.name[:4]) for path in DECISIONS]


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_has_its_context_and_what_would_make_us_revisit_it(path: Path) -> None:
    text = path.read_text("utf-8")
    assert all(part in text for part in ("**Context.**", "**Decision.**", "**Revisit**"))
