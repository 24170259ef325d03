"""The read side as an operator tends it and a consumer joins it: rebuilt while it runs, and replayed."""

import json
import subprocess
import uuid
from typing import Any

import pytest
import redis

from newsroom.events.identity import article_id
from tests.support.system import System
from tests.support.waiting import wait_until

STREAM = "article-published"


def article(name: str, **fields: Any) -> dict[str, Any]:
    return {"source": "reads", "source_id": name, "language": "en", "headline": f"Headline {name}"} | fields


def entries(client: "redis.Redis", stream: str) -> dict[str, dict[str, Any]]:
    found: Any = client.xrange(stream)
    return {entry_id.decode(): json.loads(fields[b"__data__"]) for entry_id, fields in found}


@pytest.fixture
def client(system: System):
    with redis.Redis.from_url(system.ready["redis"]) as client:
        yield client


def test_the_feed_is_rebuilt_while_all_runs(system: System, client: "redis.Redis") -> None:
    name = uuid.uuid4().hex
    system.post([article(f"{name}-{n}") for n in range(5)])
    system.wait_until_finished()
    system.withdraw("reads", f"{name}-4")
    gone = article_id("reads", f"{name}-4")
    wait_until(lambda: system.get(f"/v1/articles/{gone}").status_code == 410, "it is gone")
    system.wait_until_finished()
    before, log = entries(client, STREAM), system.log()
    client.delete(STREAM)
    assert "restored" in system.run("rebuild", "feed")
    after = entries(client, STREAM)
    # The archive also has, without their texts, what withdrawals of other tests took out of Redis.
    assert {entry_id: after[entry_id] for entry_id in before} == before
    system.wait_until_finished()
    assert system.log() == log
    system.post([article(f"{name}-0", headline="Corrected"), article(f"{name}-5")])
    assert system.article(article_id("reads", f"{name}-5"))["seq"] == 1
    found = article_id("reads", f"{name}-0")
    wait_until(lambda: system.article(found)["seq"] == 2, "the correction is shown")
    system.wait_until_finished()
    assert [event["data"]["seq"] for event in system.log() if event["subject"] == found] == [1, 2]


def test_a_new_consumers_stream_is_filled_and_goes_on(system: System, client: "redis.Redis") -> None:
    name, stream = uuid.uuid4().hex, f"partner-{uuid.uuid4().hex}"
    system.post([article(f"{name}-{n}", category=f"c{n % 2}-{name}") for n in range(120)])
    system.wait_until_finished()
    asked = ("replay", "--from", "earliest", "--to", stream, "--category", f"c0-{name}")
    assert system.run(*asked).startswith("60 entries appended")
    first = entries(client, stream)
    assert first == {key: event for key, event in entries(client, STREAM).items() if key in first}
    assert {event["data"]["article"]["category"] for event in first.values()} == {f"c0-{name}"}
    assert system.run(*asked).startswith("0 entries appended")
    system.post([article(f"{name}-late", category=f"c0-{name}")])
    system.wait_until_finished()
    assert system.run(*asked).startswith("1 entries appended")
    assert list(entries(client, stream))[:-1] == list(first)


def test_what_was_withdrawn_is_not_replayed(system: System, client: "redis.Redis") -> None:
    name, stream = uuid.uuid4().hex, f"partner-{uuid.uuid4().hex}"
    sent = article(name, headline=f"Secret {name}", tags=[{"id": name, "label": "One"}])
    system.post([sent])
    system.article(article_id("reads", name))
    system.withdraw("reads", name)
    wait_until(lambda: system.get(f"/v1/articles/{article_id('reads', name)}").status_code == 410, "gone")
    system.wait_until_finished()
    system.run("replay", "--to", stream, "--tag", name)
    [event] = entries(client, stream).values()
    assert event["data"]["change"] == "withdrawn"
    assert "Secret" not in json.dumps(event)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--to", STREAM), "own streams"),
        (("--to", "mine", "--from", "nonsense"), "cursor"),
        (("--to", "mine", "--lang", "xx"), "xx"),
    ],
)
def test_a_wrong_replay_is_refused(system: System, options: tuple[str, ...], said: str) -> None:
    with pytest.raises(subprocess.CalledProcessError) as refused:
        system.run("replay", *options)
    assert said in refused.value.stderr
