"""docker-compose.yml for real: built, started, an article through it, and down again. `make compose-test`."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from newsroom.stack.tcp_ports import free_base
from tests.support.waiting import wait_until

ROOT = Path(__file__).resolve().parents[2]
PROJECT = "newsroom-compose-test"
BUILD_PATIENCE = 1200  # seconds
DEADLINE = 60.0

pytestmark = [pytest.mark.compose, pytest.mark.timeout(BUILD_PATIENCE + 300)]


@dataclass(frozen=True)
class Compose:
    """The project under test, with the settings that are in `env_file`."""

    env_file: Path
    settings: Mapping[str, str] = field(repr=False)  # secrets

    def __call__(self, *words: str) -> str:
        run = self.ask(*words)
        assert run.returncode == 0, run.stderr
        return run.stdout

    def ask(self, *words: str) -> subprocess.CompletedProcess[str]:
        return docker("compose", "--project-name", PROJECT, "--env-file", str(self.env_file), *words)

    def url(self, port: str) -> str:
        return f"http://127.0.0.1:{self.settings[port]}"


def docker(*words: str) -> subprocess.CompletedProcess[str]:
    """Runs it in the repository's folder, with no secret of our own environment."""
    environment = {
        name: value for name, value in os.environ.items() if not re.search("_(PASSWORD|KEY)$", name)
    }
    return subprocess.run(
        ["docker", *words],
        cwd=ROOT,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
        timeout=BUILD_PATIENCE,
    )


@pytest.fixture(scope="module")
def engine() -> None:
    """Skips where no Docker engine answers."""
    if shutil.which("docker") is None:
        pytest.skip("no Docker here: the command `docker` is missing")
    for words in (["info"], ["compose", "version"]):
        asked = docker(*words)
        if asked.returncode != 0:
            pytest.skip(f"no Docker engine with Compose answers here: {asked.stderr.strip()}")


@pytest.fixture(scope="module")
def compose(engine: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Compose]:
    env_file = tmp_path_factory.mktemp("compose") / ".env"
    subprocess.run([sys.executable, ROOT / "scripts" / "make_env.py", env_file], check=True)
    base = free_base()
    ports = {"PUBLISH_PORT": base, "INGEST_PORT": base + 1, "TRANSLATE_PORT": base + 2}
    with env_file.open("a") as file:  # the last line that sets a name counts
        file.writelines(f"{name}={port}\n" for name, port in ports.items())
        file.write(f"NEWSROOM_PUBLIC_URL=http://127.0.0.1:{base}\n")
    compose = Compose(env_file, settings_in(env_file))
    try:
        up = compose.ask("up", "--build", "--detach", "--wait")
        assert up.returncode == 0, up.stderr + compose("logs", "--tail", "20")
        yield compose
    finally:
        compose("down", "--volumes", "--rmi", "local", "--remove-orphans", "--timeout", "15")


def settings_in(env_file: Path) -> dict[str, str]:
    lines = [line for line in env_file.read_text().splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def post(compose: Compose, source_id: str, headline: str) -> None:
    answer = httpx.post(
        f"{compose.url('INGEST_PORT')}/v1/articles",
        json={"source": "test", "source_id": source_id, "language": "en", "headline": headline},
        headers={"Authorization": f"Bearer {compose.settings['NEWSROOM_INGEST_KEY']}"},
        trust_env=False,
    )
    assert answer.status_code == 202, answer.text


def headlines(compose: Compose) -> list[str]:
    feed = httpx.get(f"{compose.url('PUBLISH_PORT')}/v1/feed", params={"lang": "en"}, trust_env=False)
    return [item["headline"] for item in feed.raise_for_status().json()["items"]]


def test_an_article_goes_through_the_containers(compose: Compose) -> None:
    post(compose, "1", "Compose carries it")
    wait_until(lambda: "Compose carries it" in headlines(compose), "it is on the feed", DEADLINE)


def test_it_is_there_after_the_stores_were_recreated(compose: Compose) -> None:
    post(compose, "2", "Kept in the volumes")
    wait_until(lambda: "Kept in the volumes" in headlines(compose), "it is on the feed", DEADLINE)
    compose("down", "--timeout", "15")
    compose("up", "--detach", "--wait")
    assert "Kept in the volumes" in headlines(compose)
    post(compose, "3", "And on it goes")
    wait_until(lambda: "And on it goes" in headlines(compose), "it is on the feed", DEADLINE)


@pytest.mark.parametrize("port", ["PUBLISH_PORT", "INGEST_PORT", "TRANSLATE_PORT"])
@pytest.mark.parametrize("path", ["/health/live", "/health/ready", "/metrics", "/asyncapi"])
def test_what_operators_look_at_needs_no_key(compose: Compose, port: str, path: str) -> None:
    assert httpx.get(f"{compose.url(port)}{path}", trust_env=False).status_code == 200


def test_the_command_knows_the_servers(compose: Compose) -> None:
    groups = json.loads(compose("run", "--rm", "operator", "newsroom", "streams", "--json"))
    assert {"publish", "translate"} <= {one["group"] for one in groups}


@pytest.mark.parametrize("service", ["ingest", "translate", "publish"])
def test_services_run_without_root(compose: Compose, service: str) -> None:
    assert compose("exec", "-T", service, "id", "-u").strip() == "10001"


@pytest.mark.parametrize(
    ("service", "ask"),
    [("redis", ["redis-cli", "ping"]), ("mongo", ["mongosh", "--quiet", "--eval", "db.getMongo().getDBs()"])],
)
def test_the_stores_want_a_password(compose: Compose, service: str, ask: list[str]) -> None:
    run = compose.ask("exec", "-T", service, *ask)
    said = (run.stdout + run.stderr).lower()
    assert "authentication required" in said or "requires authentication" in said, said


def test_a_missing_secret_is_named_with_what_to_do(engine: None, tmp_path: Path) -> None:
    empty = tmp_path / ".env"
    empty.touch()
    run = Compose(empty, {}).ask("config")
    assert run.returncode != 0
    assert "make env" in run.stderr
