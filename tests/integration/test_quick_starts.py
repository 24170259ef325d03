"""Every block of code in docs/consumers does what its page says; a mirror by them equals the digest."""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from newsroom.events.identity import article_id
from tests.e2e.site.sending import SOURCE, article
from tests.support.system import System, running
from tests.support.waiting import START_PATIENCE, wait_until

PAGES = Path(__file__).parents[2] / "docs/consumers"
BLOCK = re.compile(r"(?:`(?P<name>[\w.]+)`:\n\n)?```(?P<language>\w+)\n(?P<text>.*?)```", re.DOTALL)
ENDLESS = "# until Ctrl-C"
NEEDS = {
    "javascript": ("node",),
    "redis-cli": ("redis-cli", "curl"),
    "curl": ("curl",),
    "python": ("python3",),
}
SHELL = ["bash", "-euo", "pipefail", "-c"]


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with running(tmp_path_factory.mktemp("quick")) as started:
        wrong = article()
        started.post([article(), article("az"), wrong, article("ru")])
        started.withdraw(SOURCE, wrong["source_id"])
        started.wait_until_finished()
        yield started


@pytest.fixture
def environment(system: System) -> Mapping[str, str]:
    return {
        **os.environ,
        "PUBLISH": system.url("publish"),
        "KEY": system.ready["subscriber_key"],
        "REDIS_URL": system.ready["redis"],
    }


def test_every_page_is_run() -> None:
    pages = {path.stem for path in PAGES.glob("*.md") if BLOCK.search(path.read_text())}
    assert pages == set(NEEDS)


@pytest.mark.parametrize("page", NEEDS)
def test_each_block_does_what_the_page_says(
    environment: Mapping[str, str], page: str, tmp_path: Path
) -> None:
    _skip_without(*NEEDS[page])
    outputs = [
        _output(block["text"], tmp_path, environment)
        for block in _blocks(page, tmp_path)
        if block["language"] == "sh"
    ]
    assert outputs
    assert all(outputs), outputs


@pytest.mark.soak
def test_a_mirror_by_the_page_alone_is_equal_to_the_digest_through_restarts(
    system: System, environment: Mapping[str, str], tmp_path: Path
) -> None:
    _skip_without("node")
    list(_blocks("javascript", tmp_path))
    follower = subprocess.Popen(["node", "mirror.mjs"], cwd=tmp_path, env=environment)
    try:
        corrected, withdrawn, late = article(), article("az"), article("ru")
        system.post([corrected, withdrawn])
        for process in ("redis", "publish", "ingest", "translate"):
            system.kill(process)
            system.post([corrected | {"headline": f"Corrected while {process} was away"}])
        follower.send_signal(signal.SIGKILL)
        follower.wait(30)
        system.withdraw(SOURCE, withdrawn["source_id"])
        system.post([late])
        follower = subprocess.Popen(["node", "mirror.mjs"], cwd=tmp_path, env=environment)
        identity = article_id(SOURCE, withdrawn["source_id"])
        expected = (
            "Corrected while translate was away",
            late["headline"],
            f'"{identity}":{{"change":"withdrawn"',
        )
        wait_until(
            lambda: all(text in _read(tmp_path / "mirror.json") for text in expected), "it has caught up", 120
        )
    finally:
        follower.kill()
        follower.wait(30)
    assert _output("node verify.mjs", tmp_path, environment).startswith("complete at")
    assert withdrawn["headline"] not in _read(tmp_path / "mirror.json")


def _skip_without(*programs: str) -> None:
    absent = [program for program in programs if shutil.which(program) is None]
    if absent:
        pytest.skip(f"needs {' and '.join(absent)} on PATH")


def _blocks(page: str, folder: Path) -> Iterator[re.Match[str]]:
    """The page's blocks; those that it tells to be saved are saved first."""
    blocks = list(BLOCK.finditer((PAGES / f"{page}.md").read_text()))
    for block in blocks:
        if block["name"] is not None:
            (folder / block["name"]).write_text(block["text"])
        else:
            assert block["language"] == "sh", f"{page}.md does not say what to do with {block['text'][:50]}"
    return iter(blocks)


def _output(script: str, folder: Path, environment: Mapping[str, str]) -> str:
    """What the block prints; one without an end is ended once it has printed a line."""
    if ENDLESS in script:
        return _first_output(script, folder, environment)
    ended = subprocess.run(
        [*SHELL, script], cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 0, f"{script}\n{ended.stdout}\n{ended.stderr}"
    return ended.stdout


def _first_output(script: str, folder: Path, environment: Mapping[str, str]) -> str:
    log = folder / "endless.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [*SHELL, script], cwd=folder, env=environment, stdout=output, start_new_session=True
        )
    try:

        def printed() -> str:
            assert process.poll() is None, f"it ended: {script}\n{_read(log)}"
            return _read(log)

        return wait_until(printed, f"the first line of {script}", START_PATIENCE)
    finally:
        os.killpg(process.pid, signal.SIGTERM)  # SIGINT is ignored by what a shell runs in the background
        process.wait(30)


def _read(file: Path) -> str:
    return file.read_text() if file.exists() else ""
