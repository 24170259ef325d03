"""Commands of an operator, on a system that runs: status."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.system import System

DEADLINE = 120.0  # seconds; two cores may be busy with other tests
NOWHERE = {
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "MONGO_URL": "mongodb://operator:secret@127.0.0.1:1/newsroom",
}


@pytest.fixture
def here(system: System, tmp_path: Path) -> Path:
    """A folder in which the commands find the running system."""
    (tmp_path / ".newsroom").symlink_to(system.ready_file.parent / "data")
    return tmp_path


def newsroom(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "newsroom", *words],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=False,
    )


def answer(run: subprocess.CompletedProcess[str]) -> Any:
    assert run.stdout, run.stderr
    return json.loads(run.stdout)


def test_status_shows_the_whole_system(here: Path) -> None:
    state = answer(newsroom(here, "status", "--json"))
    assert {service["name"]: service["ready"] for service in state["services"]} == {
        "ingest": True,
        "translate": True,
        "publish": True,
    }
    assert all(service["version"] and service["started_at"] for service in state["services"])
    assert state["redis"]["facts"]["appendfsync"] == "always"
    assert state["mongo"]["facts"]["is_primary"]
    assert state["deployment"] == state["redis"]["facts"]["deployment"]
    assert {epoch["owner"] for epoch in state["epochs"]} == {"ingest", "translate", "publish"}
    assert newsroom(here, "status").stdout.startswith("service")


def test_status_answers_though_everything_is_away(tmp_path: Path) -> None:
    away = {f"NEWSROOM_{name}_URL": "http://127.0.0.1:1" for name in ("INGEST", "TRANSLATE", "PUBLISH")}
    run = newsroom(tmp_path, "status", **NOWHERE, **away)
    assert run.returncode == 1
    lines = run.stderr.splitlines()
    assert len(lines) == 5
    assert all("nothing listens there" in line for line in lines)
    assert "secret" not in run.stdout + run.stderr


def test_an_address_without_its_scheme_is_one_line(tmp_path: Path) -> None:
    run = newsroom(tmp_path, "status", **NOWHERE | {"REDIS_URL": "localhost:6379"})
    assert run.returncode == 1
    assert run.stderr.splitlines() == [
        "newsroom: REDIS_URL: 'localhost:6379' lacks its scheme: write redis://localhost:6379"
    ]
