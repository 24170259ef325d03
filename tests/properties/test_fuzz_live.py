"""Mutations of every golden file, posted to a running newsroom: answered, and no service logs an error.

`make fuzz` posts others each time; here there are few, and always the same.
"""

import json
import os
from collections.abc import Iterator

import httpx
import pytest
from hypothesis import HealthCheck, given, settings

from ingest.formats.document import Document
from tests.support.mutations import mutated
from tests.support.system import System, running

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "60"))


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with running(tmp_path_factory.mktemp("system")) as started:
        yield started


@pytest.fixture(scope="module")
def sender(system: System) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {system.ready['ingest_key']}"}
    with httpx.Client(base_url=system.url("ingest"), headers=headers, timeout=60) as client:
        yield client


@settings(
    deadline=None,
    max_examples=EXAMPLES,
    suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large),
)
@given(document=mutated())
def test_every_mutation_is_answered(sender: httpx.Client, document: Document) -> None:
    answer = sender.post(
        "/v1/articles",
        params={"source": document.source or ""},
        content=document.content,
        headers={"Content-Type": document.media_type} if document.media_type else {},
    )
    assert answer.status_code in {202, 400, 413, 415, 422}, answer.text
    for line in answer.text.splitlines():
        assert json.loads(line)


def test_no_service_took_harm(system: System) -> None:
    """After whatever was posted above."""
    system.wait_until_finished()
    for service in ("ingest", "translate", "publish"):
        assert httpx.get(f"{system.url(service)}/health/ready", timeout=10).status_code == 200
    logs = (system.ready_file.parent / "data/logs").glob("*.log")
    lines = (line for log in logs for line in log.read_text("utf-8", "replace").splitlines())
    assert [line for line in lines if '"level": "error"' in line or "Traceback" in line] == []
    articles = system.feed()
    pages = {
        system.get(path).status_code
        for path in ("/en/", "/az/", "/ru/", "/en/feed.atom", "/v1/trending?lang=en")
    }
    assert pages == {200}
    assert {system.get(f"/v1/articles/{item['id']}").status_code for item in articles[:50]} <= {200}
