"""The JavaScript client in plain node: a mirror equal to the digest, across a restart of publish."""

import json
import os
import shutil
import subprocess
from importlib.resources import files
from pathlib import Path

import pytest

from tests.e2e.site.sending import SOURCE, article
from tests.support.system import System, running
from tests.support.waiting import wait_until

NODE = shutil.which("node") or ""
CLIENT = Path(str(files("newsroom.client"))) / "javascript" / "newsroom.js"
MIRROR = """
import { writeFileSync, renameSync } from "node:fs";
const { Mirror, follow } = await import(process.env.CLIENT);
const mirror = new Mirror();
for await (const logged of follow(process.env.PUBLISH)) {
  mirror.take(logged);
  writeFileSync(process.env.FILE + ".new", JSON.stringify(mirror));
  renameSync(process.env.FILE + ".new", process.env.FILE);
}
"""
VERIFY = """
import { readFileSync } from "node:fs";
const { Mirror } = await import(process.env.CLIENT);
const mirror = new Mirror(JSON.parse(readFileSync(process.env.FILE)));
const texts = mirror.articles().map(({ headline }) => headline);
console.log(JSON.stringify({ differs: await mirror.verify(process.env.PUBLISH), texts }));
"""


@pytest.mark.skipif(not NODE, reason="needs node on PATH")
def test_a_mirror_in_node_is_equal_to_the_digest(tmp_path: Path) -> None:
    with running(tmp_path / "system") as system:
        environment = {
            **os.environ,
            "CLIENT": CLIENT.as_uri(),
            "PUBLISH": system.url("publish"),
            "FILE": str(tmp_path / "mirror.json"),
        }
        follower = subprocess.Popen([NODE, "--input-type=module", "-e", MIRROR], env=environment)
        try:
            early, corrected, withdrawn = article(), article("az"), article("ru")
            system.post([early, corrected, withdrawn])
            _wait_for(system, tmp_path, 3)
            system.kill("publish")
            system.post([corrected | {"headline": "Another headline"}, article("en")])
            system.withdraw(SOURCE, withdrawn["source_id"])
            system.wait_until_finished()
            _wait_for(system, tmp_path, 4)
        finally:
            follower.kill()
            follower.wait(30)
        answer = json.loads(_run(VERIFY, environment))
    assert answer["differs"] == []
    assert "Another headline" in answer["texts"]
    assert withdrawn["headline"] not in (tmp_path / "mirror.json").read_text()


def _wait_for(system: System, folder: Path, articles: int) -> None:
    """Until the mirror has reached the log's end."""

    def reached() -> bool:
        file = folder / "mirror.json"
        if not file.exists():
            return False
        mirror = json.loads(file.read_text())
        log = system.log()
        last = {event["subject"]: event["data"]["seq"] for event in log}
        return len(last) == articles and {key: one["seq"] for key, one in mirror["last"]} == last

    wait_until(reached, f"the mirror has all of {articles} articles")


def _run(script: str, environment: dict[str, str]) -> str:
    return subprocess.run(
        [NODE, "--input-type=module", "-e", script],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    ).stdout
