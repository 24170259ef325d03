"""The site of docs/: its pages of reference are whole, and it asks nothing of the network."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from scripts.docs_site.reference import asyncapi_page, openapi_page

ROOT = Path(__file__).resolve().parents[3]
MKDOCS = ROOT / ".venv/docs/installed"
FROM_ELSEWHERE = re.compile(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=\"?(?:https?:)?//[^ >\"]+")
REFERENCE = re.compile(r"\]\(#([^)]+)\)")


def read(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((ROOT / "docs" / name).read_text("utf-8"))
    return document


@pytest.mark.parametrize("service", ["publish", "ingest", "translate"])
def test_a_page_of_calls_has_every_call_and_every_schema(service: str) -> None:
    document = read(f"openapi/{service}.json")
    page = openapi_page(document)
    for path, item in document["paths"].items():
        assert all(f"## {method.upper()} {path}\n" in page for method in item)
    check_references(page, document["components"]["schemas"])


def test_the_page_of_streams_has_every_stream() -> None:
    document = read("asyncapi.json")
    page = asyncapi_page(document)
    assert all(f"`{channel['address']}`" in page for channel in document["channels"].values())
    check_references(page, document["components"]["schemas"])


def check_references(page: str, schemas: dict[str, Any]) -> None:
    assert all(f"{{#schema-{name.lower()}}}" in page for name in schemas)
    assert set(REFERENCE.findall(page)) <= {f"schema-{name.lower()}" for name in schemas}


@pytest.mark.skipif(not MKDOCS.exists(), reason="needs what `make docs` installs")
def test_the_site_has_no_broken_link_and_nothing_from_elsewhere(tmp_path: Path) -> None:
    subprocess.run(
        [
            *(str(MKDOCS.parent / "bin/mkdocs"), "build", "--quiet", "--strict"),
            *("--config-file", str(ROOT / "scripts/docs_site/mkdocs.yml"), "--site-dir", str(tmp_path)),
        ],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "NO_MKDOCS_2_WARNING": "1"},
        check=True,
        timeout=120,
    )
    pages = list(tmp_path.rglob("*.html"))
    assert len(pages) > 50
    assert [page.name for page in pages if FROM_ELSEWHERE.search(page.read_text("utf-8"))] == []
    index = (tmp_path / "search/search_index.json").read_text("utf-8")
    assert "reference/publish.html" in index
    assert "consumers/mirror.html" in index
