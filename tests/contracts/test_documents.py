"""Documents lead where they say: links, and the files that the architecture names."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = [*ROOT.glob("*.md"), *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\((?!https?://|#)([^)#\s]+)(?:#[^)]*)?\)")
NAMED_PATH = re.compile(r"`((?:shared|services|tests|docs|scripts|bench)/[\w./{},-]+)`")
NAMED_TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
NAMED_MODULE = re.compile(r"`([\w/]+\.py)`")
TOP = ("shared", "services", "tests", "scripts", "bench")
EXAMPLES = {"follow.py", "poll.py"}  # files that a reader of the docs writes
MOST_WORDS = 900  # of the README: what it is, how to start, where to read on


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(document: Path) -> None:
    targets = LINK.findall(document.read_text("utf-8"))
    assert [target for target in targets if not (document.parent / target).exists()] == []


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text("utf-8").split()) <= MOST_WORDS


@pytest.mark.parametrize("name", ["architecture.md", "glossary.md", "runbook.md", "running.md", "http.md"])
def test_every_path_that_is_named_is_there(name: str) -> None:
    paths = NAMED_PATH.findall((ROOT / "docs" / name).read_text("utf-8"))
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_every_module_that_is_named_is_there() -> None:
    modules = [f"/{path.relative_to(ROOT)}" for top in TOP for path in (ROOT / top).rglob("*.py")]
    assert modules
    assert [
        (str(document.relative_to(ROOT)), named)
        for document in DOCUMENTS
        for named in NAMED_MODULE.findall(document.read_text("utf-8"))
        if named not in EXAMPLES and not any(module.endswith(f"/{named}") for module in modules)
    ] == []


def test_every_test_that_shows_an_invariant_is_there() -> None:
    named = NAMED_TEST.findall((ROOT / "docs/invariants.md").read_text("utf-8"))
    assert named
    assert [
        path
        for path, test in named
        if not (ROOT / path).exists() or f"def {test}" not in (ROOT / path).read_text()
    ] == []


def test_every_package_of_the_library_has_its_line() -> None:
    text = (ROOT / "docs/architecture.md").read_text("utf-8")
    packages = sorted(path.parent.name for path in (ROOT / "shared/newsroom").glob("*/__init__.py"))
    assert [package for package in packages if f"| `{package}/` |" not in text] == []
