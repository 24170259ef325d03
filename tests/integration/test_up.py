"""`newsroom up` as somebody at a terminal meets it: started, killed piece by piece, stopped, refused."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from newsroom.stack.ready_file import RunningSystem, read
from newsroom.stack.redis_server import EmbeddedRedis
from newsroom.stack.tcp_ports import free_base
from tests.support.waiting import wait_until

DEADLINE = 120.0  # seconds; two cores may be busy with other tests
SERVICES = ("ingest", "translate", "publish")
SERVERS = ("redis", "mongo")


@dataclass(frozen=True)
class Up:
    """A running `newsroom up`."""

    process: subprocess.Popen[str]
    ready_file: Path

    @property
    def ready(self) -> RunningSystem:
        return read(self.ready_file)


def start(folder: Path, base: int, environment: Mapping[str, str] | None = None) -> Up:
    """Start it, and wait until it is ready."""
    ready_file = folder / "elsewhere" / "ready.json"
    ready_file.unlink(missing_ok=True)  # one that was killed left it
    up = Up(run(folder, base, "--ready-file", str(ready_file), environment=environment), ready_file)
    wait_until(
        lambda: ready_file.exists() or up.process.poll() is not None, "it is ready, or ended", DEADLINE
    )
    assert up.process.poll() is None, up.process.communicate()[1]
    return up


def run(
    folder: Path, base: int, *options: str, environment: Mapping[str, str] | None = None
) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "newsroom", "up", "--data", str(folder), "--port-base", str(base)]
    ours = {name: value for name, value in os.environ.items() if name not in {"REDIS_URL", "MONGO_URL"}}
    return subprocess.Popen(
        [*command, *options],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={**ours, "NEWSROOM_EMBEDDER": "none", **(environment or {})},
    )


def is_running(pid: int) -> bool:
    """A zombie, which only waits to be reaped, is not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not (stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "Z")


def is_ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health/ready", timeout=5, trust_env=False).is_success
    except httpx.TransportError:
        return False


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    up = start(tmp_path_factory.mktemp("up") / ".newsroom", free_base())
    yield up
    up.process.terminate()
    up.process.wait(DEADLINE)


def test_the_ready_file_says_where_everything_is(up: Up) -> None:
    ready = up.ready
    assert set(ready.pids) == {*SERVICES, *SERVERS}
    assert all(is_running(pid) for pid in ready.pids.values())
    assert all(is_ready(url) for url in (ready.publish, ready.ingest, ready.translate))
    assert json.loads(up.ready_file.read_text())["ingest_key"]


def test_what_it_started_are_the_services_themselves(up: Up) -> None:
    for name in SERVICES:
        words = Path(f"/proc/{up.ready.pids[name]}/cmdline").read_bytes().split(b"\0")
        assert [b"-m", name.encode()] == words[1:3]


def newsroom(up: Up, *words: str) -> subprocess.Popen[str]:
    """Another of its commands, beside the data folder, where it finds the running system by itself."""
    return subprocess.Popen(
        [sys.executable, "-m", "newsroom", *words],
        cwd=up.ready_file.parent.parent.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_what_send_posts_tail_shows_and_streams_counts(up: Up, tmp_path: Path) -> None:
    article = {"source": "test", "source_id": "1", "language": "en", "headline": "Sent from a file"}
    file = tmp_path / "article.json"
    file.write_text(json.dumps(article))
    said, complaints = newsroom(up, "send", str(file)).communicate(timeout=DEADLINE)
    assert said.startswith("created "), complaints

    with newsroom(up, "tail", "--cursor", "earliest", "--json") as tail:
        assert tail.stdout is not None
        assert json.loads(tail.stdout.readline())["data"]["article"]["headline"] == "Sent from a file"
        tail.kill()

    groups = json.loads(newsroom(up, "streams", "--json").communicate(timeout=DEADLINE)[0])
    assert {"stream", "group", "length", "lag", "pending"} == set(groups[0])
    created = [group for group in groups if group["stream"] == "article-created"]
    assert {(group["group"], group["length"]) for group in created} == {
        ("publish", 1),
        ("translate", 1),
        ("translate-match", 1),
    }


def test_a_refused_article_is_told_and_ends_with_an_error(up: Up, tmp_path: Path) -> None:
    file = tmp_path / "articles.ndjson"
    file.write_text('{"source": "test", "source_id": "2"}\n')
    send = newsroom(up, "send", "--format", "ndjson", str(file))
    _, complaints = send.communicate(timeout=DEADLINE)
    assert send.returncode == 1
    assert "headline" in complaints
    assert complaints.splitlines()[-1] == "newsroom: 1 of 1 refused"


@pytest.mark.parametrize("name", [*SERVICES, *SERVERS])
def test_whatever_is_killed_comes_back_and_the_ready_file_says_so(up: Up, name: str) -> None:
    killed = up.ready.pids[name]
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: up.ready.pids[name] != killed, "another one is there", DEADLINE)
    assert is_running(up.ready.pids[name])
    wait_until(
        lambda: all(is_ready(url) for url in (up.ready.publish, up.ready.ingest, up.ready.translate)),
        "all are ready",
        DEADLINE,
    )


def test_a_second_one_does_not_share_the_folder(up: Up) -> None:
    folder = up.ready_file.parent.parent
    second = run(folder, free_base())
    assert second.communicate(timeout=DEADLINE)[1].strip().endswith("choose another folder with --data.")
    assert second.returncode == 1
    assert is_ready(up.ready.publish)


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    base = free_base()
    with socket.create_server(("127.0.0.1", base + 4)):
        up = run(tmp_path, base)
        said = up.communicate(timeout=DEADLINE)[1]
    assert up.returncode == 1
    assert said.splitlines() == [
        f"newsroom: Port {base + 4} (mongo) taken: "
        "stop what listens there, or choose others with --port-base N."
    ]


def test_a_store_of_somebody_elses_that_is_away_is_named_at_once(tmp_path: Path) -> None:
    up = run(tmp_path / "data", free_base(), environment={"REDIS_URL": "redis://:secret@127.0.0.1:1/0"})
    said = up.communicate(timeout=DEADLINE)[1]
    assert up.returncode == 1
    assert said.splitlines() == [
        "newsroom: Redis at redis://:…@127.0.0.1:1/0: nothing listens there; start it, or check REDIS_URL"
    ]


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    up = run(tmp_path / "file" / "data", free_base())
    said = up.communicate(timeout=DEADLINE)[1]
    assert up.returncode == 1
    assert said.splitlines() == [
        f"newsroom: {tmp_path}/file/data cannot be written (Not a directory): "
        "choose another folder with --data."
    ]


@pytest.mark.soak
def test_a_service_that_cannot_start_is_told_with_its_last_words(tmp_path: Path) -> None:
    settings = {"NEWSROOM_RETENTION_HOURS": "soon"}
    process = run(tmp_path / "data", free_base(), environment=settings)
    _, said = process.communicate(timeout=DEADLINE)
    assert process.returncode == 1
    assert "does not become ready" in said
    assert "NEWSROOM_RETENTION_HOURS: Input should be a valid number" in said


@pytest.mark.parametrize("told", [pytest.param(signal.SIGINT, marks=pytest.mark.soak), signal.SIGTERM])
def test_told_to_stop_it_leaves_nothing_running(tmp_path: Path, told: signal.Signals) -> None:
    up = start(tmp_path, free_base())
    pids = up.ready.pids
    up.process.send_signal(told)
    assert up.process.wait(DEADLINE) == 0
    assert not any(is_running(pid) for pid in pids.values())
    assert not up.ready_file.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
def test_killed_it_leaves_nothing_running_and_starts_again_with_its_data(tmp_path: Path) -> None:
    base = free_base()
    up = start(tmp_path, base)
    before = up.ready
    up.process.kill()
    up.process.wait(DEADLINE)
    again = start(tmp_path, base)
    assert not any(is_running(pid) for pid in before.pids.values())
    assert (again.ready.ingest_key, again.ready.redis) == (before.ingest_key, before.redis)
    again.process.terminate()
    assert again.process.wait(DEADLINE) == 0


def test_told_to_stop_while_it_starts_it_leaves_nothing_running(tmp_path: Path) -> None:
    base = free_base()
    process = run(tmp_path, base)
    wait_until((tmp_path / "logs" / "mongo.log").exists, "MongoDB is being started", DEADLINE)
    process.terminate()
    assert process.wait(DEADLINE) == 0
    with EmbeddedRedis(tmp_path / "redis", base + 3):  # its port and its folder are free
        pass


def test_a_redis_of_somebody_elses_is_used_and_left_alone(tmp_path: Path) -> None:
    base = free_base()
    with EmbeddedRedis(tmp_path / "theirs", free_base()) as theirs:
        up = start(tmp_path / "data", base, {"REDIS_URL": theirs.url})
        assert up.ready.redis == theirs.url
        assert set(up.ready.pids) == {*SERVICES, "mongo"}
        up.process.terminate()
        assert up.process.wait(DEADLINE) == 0
        assert theirs.is_ready()
