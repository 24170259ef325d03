"""The examples in the documents are whole programs that do what they say, across a crash of publish."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator, Mapping
from contextlib import aclosing
from pathlib import Path
from typing import Any

from newsroom.client.subscribe import catch_up_then_follow, subscribe
from newsroom.client.topics import Topics
from newsroom.events.live import PublicArticle
from tests.e2e.site.sending import SOURCE, article, id_of
from tests.support.served import served
from tests.support.system import System
from tests.support.waiting import PATIENCE, wait_until

EXAMPLES = Path(__file__).parents[2] / "docs/consumers/examples"


def command(name: str, *words: str) -> list[str]:
    return [sys.executable, str(EXAMPLES / name), *words]


def environment(system: System, folder: Path, more: Mapping[str, str]) -> dict[str, str]:
    own = {"REDIS_URL": system.ready["redis"], "PUBLISH_URL": system.url("publish")}
    return {**os.environ, **own, "DATABASE": str(folder / "own.db"), **more}


@contextlib.contextmanager
def example(system: System, folder: Path, name: str, **more: str) -> Iterator[None]:
    """Runs an example until the block ends; it then stops by itself when asked to."""
    process = subprocess.Popen(command(name), env=environment(system, folder, more))
    try:
        yield
        assert process.poll() is None, "it ended by itself"
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    finally:
        process.kill()
        process.wait(60)


def output(system: System, folder: Path, name: str, *words: str) -> str:
    return subprocess.run(
        command(name, *words),
        env=environment(system, folder, {}),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    ).stdout


class Chat:
    """Address that notes are posted to; it takes none at first."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self.keys: list[str] = []
        self.refusals = 1

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body = (await receive())["body"].decode()
        status = 503 if self.refusals else 204
        if self.refusals:
            self.refusals -= 1
        else:
            self.notes.append(body)
            self.keys.append(dict(scope["headers"])[b"idempotency-key"].decode())
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b""})


def test_the_notifier_posts_each_event_of_its_tag_once(system: System, tmp_path: Path) -> None:
    tag = f"tag-{uuid.uuid4().hex}"
    wanted, other = article(tags=[tag]), article()
    chat = Chat()
    with served(chat) as url, example(system, tmp_path, "notifier.py", TAG=tag, NOTIFY_URL=url):
        system.post([wanted, other])
        wait_until(lambda: chat.notes, "it is told")
        system.withdraw(SOURCE, wanted["source_id"])
        wait_until(lambda: len(chat.notes) > 1, "its withdrawal is told")
    assert wanted["headline"] in chat.notes[0]
    assert chat.notes[1] == f"Withdrawn: {id_of(wanted)}"
    assert len(set(chat.keys)) == len(chat.notes) == 2


def test_the_search_index_goes_on_and_builds_itself_anew(system: System, tmp_path: Path) -> None:
    word = f"w{uuid.uuid4().hex}"
    first, second = article(headline=f"{word} first"), article("az", headline=f"{word} second")
    system.post([first])

    def found() -> str:
        return output(system, tmp_path, "search_index.py", word)

    with example(system, tmp_path, "search_index.py"):
        wait_until(lambda: "first" in found(), "what was there is found")
    with example(system, tmp_path, "search_index.py"):
        system.post([second])
        system.withdraw(SOURCE, first["source_id"])
        wait_until(lambda: "second" in found() and "first" not in found(), "what happened is found")
    (tmp_path / "own.db").unlink()
    with example(system, tmp_path, "search_index.py"):
        wait_until(lambda: "second" in found(), "it is built again")
    assert "first" not in found()


def test_the_mirror_is_complete_and_proves_it(system: System, tmp_path: Path) -> None:
    corrected, withdrawn = article(), article("ru")
    system.post([corrected, withdrawn])

    def is_complete() -> bool:
        return "not" not in output(system, tmp_path, "mirror.py", "verify")

    with example(system, tmp_path, "mirror.py"):
        wait_until(lambda: (tmp_path / "own.db").exists() and is_complete(), "the past is there")
        system.kill("publish")
        system.post([corrected | {"headline": "Another headline"}, article("az")])
        system.withdraw(SOURCE, withdrawn["source_id"])
        system.wait_until_finished()
        log = {event["subject"]: event["data"]["seq"] for event in system.log()}
        last = f"complete {len(log)} articles"
        wait_until(lambda: last in output(system, tmp_path, "mirror.py", "verify"), "it is complete")
    assert withdrawn["headline"].encode() not in (tmp_path / "own.db").read_bytes()


async def _headline(system: System, sent: dict[str, Any], *, is_past: bool) -> str:
    """The headline as the stream tells of it, behind `now` or with all that was before."""
    url, topics = system.url("publish"), Topics(category=(sent["category"],))
    events = (
        catch_up_then_follow(url, topics=topics)
        if is_past
        else subscribe(url, topics=topics, cursor=(await asyncio.to_thread(_cursor, system)))
    )
    if not is_past:
        await asyncio.to_thread(system.post, [sent])
    async with aclosing(events), asyncio.timeout(PATIENCE):
        async for event in events:
            if event.id == id_of(sent) and isinstance(event.article, PublicArticle):
                return event.article.headline
    raise AssertionError("the stream ended")


def _cursor(system: System) -> str:
    return str(system.get("/v1/feed", limit=1).json()["cursor"])


def test_one_loop_reads_publish_from_a_cursor_and_from_the_beginning(system: System) -> None:
    sent = article(category=f"c{uuid.uuid4().hex}")
    assert asyncio.run(_headline(system, sent, is_past=False)) == sent["headline"]
    assert asyncio.run(_headline(system, sent, is_past=True)) == sent["headline"]
