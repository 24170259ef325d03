"""A wheel holds what the code reads: an editable install would not show that it does not."""

import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
MEMBERS = {
    "shared": "newsroom",
    "services/ingest": "ingest",
    "services/translate": "translate",
    "services/publish": "publish",
}


@pytest.mark.parametrize(("member", "package"), MEMBERS.items())
def test_every_file_of_a_package_goes_into_its_wheel(member: str, package: str) -> None:
    patterns = patterns_of(ROOT / member / "pyproject.toml")
    files = [path for path in (ROOT / member / package).rglob("*") if path.is_file()]
    assert files
    left_out = [path for path in files if not goes_along(path, patterns)]
    assert [str(path.relative_to(ROOT)) for path in left_out] == []


def patterns_of(pyproject: Path) -> list[str]:
    patterns: list[str] = tomllib.loads(pyproject.read_text())["tool"]["setuptools"]["package-data"]["*"]
    return patterns


def goes_along(path: Path, patterns: list[str]) -> bool:
    return path.suffix in {".py", ".pyc"} or any(fnmatch(path.name, pattern) for pattern in patterns)
