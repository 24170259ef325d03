"""Schemathesis over the three OpenAPI documents: no 5xx, nothing undocumented."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from newsroom.events.identity import article_id
from tests.support.system import System, running
from tests.support.waiting import wait_until

ROOT = Path(__file__).parents[2]
KEYS = {"publish": "subscriber_key", "ingest": "ingest_key", "translate": "desk_key"}
UNKNOWN = "2" * 26
# What refuses a wrong request: 414 too, of an address that is too long.
_REFUSALS = [400, 401, 403, 404, 405, 406, 409, 410, 413, 414, 415, 422, 429]
_EXAMPLES = os.environ.get("EXAMPLES", "100")


@dataclass(frozen=True)
class LeftOut:
    """A check that is not made, of one call or of all; or a call of which none is."""

    check: str | None
    call: str | None
    reason: str
    at_random: bool = False  # left out of the long run alone, whose values are random


LEFT_OUT = (
    LeftOut(
        "positive_data_acceptance",
        None,
        "a schema cannot say which text is a cursor or page token of ours, which language is configured, "
        "which address may be posted to, which fields go together: what is wrong is refused, as documented",
    ),
    LeftOut(
        "negative_data_rejection",
        None,
        "of wrong values at random some are right as they are sent: a number in a query is a text, and a "
        "wrong line is refused by a line of an answer of 202; those that `make test` tries are all refused",
        at_random=True,
    ),
    LeftOut(
        None,
        "GET /v1/stream",
        "its answer has no end; tests/integration/publish/live reads it",
    ),
    LeftOut(
        "unsupported_method",
        "POST /websub",
        "a GET of it is a page that is not there: the site answers whatever no call does",
    ),
    LeftOut(
        "unsupported_method",
        "GET /v1/held/answers",
        "a POST of it is one to /v1/held/{article_id} with an id that is none",
    ),
    LeftOut(
        "unsupported_method",
        "GET /v1/held/causes",
        "a POST of it is one to /v1/held/{article_id} with an id that is none",
    ),
)


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with running(tmp_path_factory.mktemp("openapi")) as started:
        yield started


@pytest.fixture(scope="module")
def known(system: System) -> dict[str, list[str]]:
    """Values of parameters under which something is found, and under which nothing is."""
    en = {
        "source": "contract",
        "source_id": "en",
        "language": "en",
        "headline": "Talks in Baku",
        "body": "Two.",
    }
    az = {"source": "contract", "source_id": "az", "language": "az", "headline": "Salam", "body": "İki."}
    original = {"source": "contract", "source_id": "en"}
    answers = system.post(
        [en, {**az, "translation_of": original, "category": "sport"}, en | {"source_id": "gone"}]
    )
    system.withdraw("contract", "gone")
    system.wait_until_finished()
    ahead = {"source": "contract-ahead", "source_id": "1", "headline": "Ahead", "language": "en"}
    [held] = system.post([ahead | {"published_at": "2099-01-01T00:00:00Z"}])
    assert held["status"] == "held"
    subscription = _subscribe(system, {"name": "Stream", "kind": "stream", "from": "earliest"})
    hook = {"name": "Hook", "kind": "webhook", "url": "https://subscriber.example/hook"}
    live, withdrawn = answers[0]["id"], article_id("contract", "gone")
    return {
        "path.article_id": [live, withdrawn, held["id"], UNKNOWN],
        "path.cause": [_cause(system, held["id"]), UNKNOWN],
        "path.target_id": [live, UNKNOWN],
        "path.story_id": [system.article(live)["story_id"], withdrawn, UNKNOWN],
        "path.subscription_id": [subscription, _subscribe(system, hook), "sub_none"],
        "path.language": ["en", "az", "xx"],
        "path.category": ["sport", "none"],
        "path.suffix": ["atom", "rss", "json", "txt"],
        "path.event_type": ["newsroom.article-published.v1", "none"],
    }


def _cause(system: System, held_id: str) -> str:
    key = {"Authorization": f"Bearer {system.ready['desk_key']}"}

    def listed() -> list[str]:
        answer = httpx.get(f"{system.url('translate')}/v1/held", headers=key, timeout=10)
        return [held["cause"] for held in answer.json()["held"] if held["id"] == held_id]

    return wait_until(listed, "it waits on the desk")[0]


def _subscribe(system: System, wanted: dict[str, Any]) -> str:
    key = {"Authorization": f"Bearer {system.ready['subscriber_key']}"}
    answer = httpx.post(f"{system.url('publish')}/v1/subscriptions", headers=key, json=wanted, timeout=10)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


@pytest.mark.timeout(900)
@pytest.mark.parametrize("service", KEYS)
def test_what_it_answers_is_what_it_documents(
    system: System, known: dict[str, list[str]], service: str, tmp_path: Path
) -> None:
    _settings(system, known, service, tmp_path, at_random=False)
    _run(system, service, tmp_path, "examples,coverage", "--generation-deterministic")


@pytest.mark.soak
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("service", KEYS)
def test_what_it_answers_is_what_it_documents_for_long(
    system: System, known: dict[str, list[str]], service: str, tmp_path: Path
) -> None:
    _settings(system, known, service, tmp_path, at_random=True)
    _run(system, service, tmp_path, "examples,coverage,fuzzing", "--max-examples", _EXAMPLES)


def test_every_call_left_out_is_there(system: System) -> None:
    calls = {
        f"{method.upper()} {path}"
        for service in KEYS
        for path, item in httpx.get(f"{system.url(service)}/openapi.json").json()["paths"].items()
        for method in item
    }
    assert {left_out.call for left_out in LEFT_OUT if left_out.call} <= calls


def _run(system: System, service: str, folder: Path, *options: str) -> None:
    command = [str(Path(sys.executable).with_name("st")), "run", f"{system.url(service)}/openapi.json"]
    environment = {"PYTHONPATH": str(ROOT), "SCHEMATHESIS_HOOKS": "tests.support.schemathesis_hooks"}
    for _ in range(2):
        result = subprocess.run(
            [*command, "--no-color", "--phases", *options],
            cwd=folder,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        # A store that another suite slows down may be a 503 once, not for the same requests twice.
        if "[503]" not in result.stdout:
            break
    assert result.returncode == 0, result.stdout[-15_000:] + result.stderr[-2000:]


def _settings(
    system: System, known: dict[str, list[str]], service: str, folder: Path, *, at_random: bool
) -> None:
    """Writes schemathesis' own file of settings; JSON's texts and arrays are TOML's."""
    left_out = [row for row in LEFT_OUT if at_random or not row.at_random]
    whole = [row.check for row in left_out if row.call is None]
    key = json.dumps(f"Bearer {system.ready[KEYS[service]]}")
    parts = [
        "warnings = false",
        "request-timeout = 60",
        "continue-on-failure = true",
        f"headers = {{Authorization = {key}}}",
    ]
    parts += ["[generation]", 'database = "none"']
    for check in whole:
        parts += [f"[checks.{check}]", "enabled = false"]
    if "negative_data_rejection" not in whole:
        parts += ["[checks.negative_data_rejection]", f"expected-statuses = {json.dumps(_REFUSALS)}"]
    parts += ["[parameters]"]
    parts += [f"{json.dumps(name)} = {{dictionary = {json.dumps(name[5:])}}}" for name in known]
    for name, values in known.items():
        parts += [f"[dictionaries.{name[5:]}]", f"values = {json.dumps(values)}"]
    for row in left_out:
        if row.call is not None:
            of = [f"[operations.checks.{row.check}]"] if row.check else []
            parts += ["[[operations]]", f"include-name = {json.dumps(row.call)}", *of, "enabled = false"]
    (folder / "schemathesis.toml").write_text("\n".join(parts))
