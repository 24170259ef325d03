"""The canary is timed all the way, real changes at every consumer; and no output shows anything of it."""

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import httpx
import pytest
import redis

from newsroom.canary.probe import CANARY, HEADLINE
from newsroom.stack.tcp_ports import free_base
from tests.e2e.site.sending import article, id_of
from tests.support.served import served
from tests.support.system import System, running
from tests.support.waiting import PATIENCE, wait_until

CONSUMERS = {"changes", "sse", "webhook", "stream"}
# Everything that publish shows to whoever asks.
OUTPUTS = (
    "/v1/feed?limit=100", "/v1/feed?q=nobody", "/v1/feed?lang=en&q=news", "/v1/feed?as_of={now}",
    "/v1/changes?cursor=earliest&limit=100", "/v1/digest", "/v1/trending?lang=en", "/v1/categories",
    "/en/", "/az/", "/ru/", "/en/energy/", "/en/search?q=nobody",
    "/en/feed.atom", "/en/feed.rss", "/en/feed.json", "/en/energy/feed.atom", "/sitemap-news.xml",
)  # fmt: skip
# What would be the canary's own.
OWN = (
    f"/v1/articles/{CANARY.article_id}", f"/v1/articles/{CANARY.article_id}/revisions",
    f"/v1/articles/{CANARY.article_id}?as_of={{now}}", f"/v1/stories/{CANARY.article_id}",
    f"/en/news/a-canary-not-news-{CANARY.article_id}",
)  # fmt: skip


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    allowed = {"NEWSROOM_WEBHOOK_ALLOW": "127.0.0.1"}
    with running(tmp_path_factory.mktemp("canary"), environment=allowed) as started:
        yield started


@contextlib.contextmanager
def watching(system: System, metrics_port: int) -> Iterator["Delays"]:
    """The delays that `newsroom canary` prints."""
    ready = system.ready
    environment = {
        "REDIS_URL": ready["redis"],
        "MONGO_URL": ready["mongo"],
        "NEWSROOM_PUBLISH_URL": ready["publish"],
        "NEWSROOM_INGEST_URL": ready["ingest"],
        "NEWSROOM_INGEST_KEY": ready["ingest_key"],
        "NEWSROOM_SUBSCRIBER_KEY": ready["subscriber_key"],
        "PYTHONUNBUFFERED": "1",
    }
    command = [sys.executable, "-m", "newsroom", "canary", "--every", "1", "--json"]
    process = subprocess.Popen(
        [*command, "--metrics-port", str(metrics_port)], env=os.environ | environment, stdout=subprocess.PIPE
    )
    delays = Delays()

    def read() -> None:
        for line in process.stdout or ():
            delays.lines.put(json.loads(line))

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    try:
        yield delays
    finally:
        process.terminate()
        process.wait(PATIENCE)
        thread.join(PATIENCE)


class Delays:
    """Delays as they come, in any order of their paths."""

    def __init__(self) -> None:
        self.lines = queue.Queue[dict[str, Any]]()
        self._early = defaultdict[str, list[float]](list)

    def forget(self) -> None:
        """Those that came by now."""
        self._early.clear()
        with contextlib.suppress(queue.Empty):
            while True:
                self.lines.get_nowait()

    def of(self, path: str) -> float:
        """The next of a path."""
        while not self._early[path]:
            line = self.lines.get(timeout=PATIENCE)
            self._early[line["path"]].append(line["seconds"])
        return self._early[path].pop(0)


def test_every_path_is_timed_and_no_output_shows_the_canary(system: System) -> None:
    port, other = free_base(), Other()
    with served(other) as url:
        _subscribe(system, f"{url}/hook")
        with watching(system, port) as delays:
            for _ in range(3):
                assert delays.of("publish") < PATIENCE
            _wait_for_subscriptions(system)
            sent = article()
            system.post([sent])
            for consumer in CONSUMERS:
                assert delays.of(consumer) < PATIENCE
            _assert_metrics(port)
        assert _subscriptions(system).keys() == {("webhook", "other")}  # it leaves nothing behind
        wait_until(lambda: other.headlines, "the other subscriber has the real article")
    assert set(other.headlines) == {sent["headline"]}
    now = quote(datetime.now(UTC).isoformat())
    for path in (*OUTPUTS, *OWN):
        answer = httpx.get(f"{system.url('publish')}{path.format(now=now)}", timeout=30)
        assert answer.status_code in ((200,) if path in OUTPUTS else (404, 410)), path
        assert HEADLINE not in answer.text, path
        assert path in OWN or CANARY.article_id not in answer.text, path
    assert sum(bucket["articles"] for bucket in system.get("/v1/digest").json()["buckets"]) == 1
    assert set(_streamed(system)) == {sent["headline"]}
    assert [event["subject"] for event in system.log()] == [id_of(sent)] * len(system.log())
    desk = {"Authorization": f"Bearer {system.ready['desk_key']}"}
    for call in ("coverage?missing=az", "suggestions", "held", "doubts", "discrepancies"):
        answer = httpx.get(f"{system.url('translate')}/v1/{call}", headers=desk, timeout=30)
        assert answer.is_success, call
        assert CANARY.article_id not in answer.text, call
    with redis.Redis.from_url(system.ready["redis"]) as stores:
        raw = b"".join(fields[b"__data__"] for _, fields in stores.xrange("article-published"))
    assert CANARY.article_id.encode() not in raw


def test_a_canary_that_somebody_restored_is_withdrawn_again(system: System) -> None:
    own = f"{system.url('publish')}/v1/articles/{CANARY.article_id}"
    with watching(system, free_base()) as delays:
        delays.of("publish")
        assert system.withdraw(CANARY.source, CANARY.source_id, "restorations")["status"] == "restored"
        wait_until(lambda: _standing(system) == "withdrawn", "it is withdrawn again")
        delays.forget()
        for _ in range(2):  # the second was sent after that
            delays.of("publish")
        assert httpx.get(own, timeout=30).status_code == 410
    assert HEADLINE not in httpx.get(f"{system.url('publish')}/v1/feed", timeout=30).text


def _standing(system: System) -> str:
    """What ingest says of the canary."""
    url, key = f"{system.url('ingest')}/v1/articles/{CANARY.article_id}", system.ready["ingest_key"]
    answer = httpx.get(url, headers={"Authorization": f"Bearer {key}"}, timeout=30)
    return str(answer.json()["status"])


class Other:
    """ASGI application: another's receiver, which keeps the headlines that it is sent."""

    def __init__(self) -> None:
        self.headlines: list[str] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body, more = b"", True
        while more:
            part = await receive()
            body, more = body + part["body"], part.get("more_body", False)
        data = json.loads(body)["data"]
        if "article" in data:
            self.headlines.append(data["article"]["headline"])
        answer = json.dumps({"challenge": data.get("challenge")}).encode()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": answer})


def _subscribe(system: System, url: str) -> None:
    """Another's web hook for everything."""
    body = {"name": "other", "kind": "webhook", "url": url, "from": "earliest"}
    answer = httpx.post(f"{system.url('publish')}/v1/subscriptions", json=body, headers=_key(system))
    assert answer.status_code == 201, answer.text


def _wait_for_subscriptions(system: System) -> None:
    def active() -> bool:
        states = _subscriptions(system)
        return states.get(("webhook", "canary")) == states.get(("stream", "canary")) == "active"

    wait_until(active, "the canary has subscribed")


def _subscriptions(system: System) -> dict[tuple[str, str], str]:
    """States by kind and name."""
    answer = httpx.get(f"{system.url('publish')}/v1/subscriptions", headers=_key(system)).json()
    return {(one["kind"], one["name"]): one["state"] for one in answer["subscriptions"]}


def _key(system: System) -> dict[str, str]:
    return {"Authorization": f"Bearer {system.ready['subscriber_key']}"}


def _assert_metrics(port: int) -> None:
    text = httpx.get(f"http://127.0.0.1:{port}/metrics").text
    for path in ("publish", *CONSUMERS):
        assert f'newsroom_canary_seconds_count{{path="{path}"}}' in text
        assert f'newsroom_canary_waiting_seconds{{path="{path}"}}' in text


def _streamed(system: System) -> list[str]:
    """All headlines of the stream from its beginning, up to what it has by now."""
    lines: list[str] = []
    url = f"{system.url('publish')}/v1/stream?cursor=earliest"
    with contextlib.suppress(httpx.ReadTimeout), httpx.stream("GET", url, timeout=2) as answer:
        for line in answer.iter_lines():
            lines.append(line)  # noqa: PERF402 - what came before the timeout is kept
    return [
        json.loads(line[6:])["data"]["article"]["headline"] for line in lines if line.startswith("data: ")
    ]
