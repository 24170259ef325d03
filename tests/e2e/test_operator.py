"""Commands of an operator, on a system that runs: status, trace, doctor, logs and open."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.system import System
from tests.support.waiting import wait_until

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


def test_trace_shows_an_articles_way(system: System, here: Path) -> None:
    draft = {"source": "operator", "language": "en", "headline": "Traced", "body": "It rained."}
    later = {"embargo_until": "2036-01-01T00:00:00Z"}
    drafts = [draft | {"source_id": "1"}, draft | {"source_id": "2"} | later]
    public, embargoed = [posted["id"] for posted in system.post(drafts)]
    url = system.article(public)["url"]

    def traced(name: str) -> Any:
        """Its trace, once no group has anything of it before it."""
        state = answer(newsroom(here, "trace", name, "--json"))
        groups = [group for entry in state["streams"]["entries"] for group in entry["groups"]]
        return state if all(group["state"] == "done" for group in groups) else None

    state = wait_until(lambda: traced(url), "nothing is before any group", DEADLINE)
    assert (state["subject"], state["answer"]["code"], state["stuck"]) == (public, 200, [])
    assert state["records"]["receipts"][0]["status"] == "created"
    assert {"article-created", "article-published"} <= {
        entry["stream"] for entry in state["streams"]["entries"]
    }
    state = wait_until(lambda: traced("operator:2"), "nothing is before any group", DEADLINE)
    assert state["subject"] == embargoed
    assert state["verdict"] == ["embargoed until 2036-01-01 00:00:00 UTC"]
    unknown = newsroom(here, "trace", "operator:3")
    assert (unknown.returncode, "unknown: nothing of it is here" in unknown.stdout) == (1, True)


def test_doctor_finds_nothing_wrong_but_what_is_misspelt(here: Path) -> None:
    def findings() -> Any:
        """Those with a cure: the machine's disk is not ours."""
        listed = answer(newsroom(here, "doctor", "--json", NEWSROOM_RETENTON_HOURS="3"))
        return [finding for finding in listed if not finding["where"].startswith("disk")]

    [misspelt] = findings()
    assert misspelt["cure"] == "write NEWSROOM_RETENTION_HOURS"


def test_logs_and_open_find_the_system(system: System, here: Path) -> None:
    lines = newsroom(here, "logs", "publish", "--json", "-n", "5").stdout.splitlines()
    assert {json.loads(line)["process"] for line in lines} == {"publish"}
    desk = answer(newsroom(here, "open", "desk", "--json"))
    assert desk["url"] == f"{system.url('translate')}/desk/"


def test_an_address_without_its_scheme_is_one_line(tmp_path: Path) -> None:
    run = newsroom(tmp_path, "status", **NOWHERE | {"REDIS_URL": "localhost:6379"})
    assert run.returncode == 1
    assert run.stderr.splitlines() == [
        "newsroom: REDIS_URL: 'localhost:6379' lacks its scheme: write redis://localhost:6379"
    ]
