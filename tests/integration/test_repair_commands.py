"""Commands that repair: what each says to programs, and that a dry run changes nothing."""

import json
from pathlib import Path
from typing import Any

import pytest
import redis
from typer.testing import CliRunner

from newsroom.cli import app
from newsroom.http.api_keys import read_lines

LETTERS = "article-created.publish.dead"
PARKED = {
    "stream": "article-created",
    "group": "publish",
    "entry_id": "1-0",
    "reason": "unreadable",
    "attempts": 5,
    "first_failure": "2026-11-28T12:00:00Z",
    "parked_at": "2026-11-28T12:00:01Z",
    "fields": {"X19kYXRhX18=": "e30="},
}


def run(*words: str, **environment: str) -> list[Any]:
    """Lines of JSON that the command prints; it must succeed."""
    result = CliRunner().invoke(app, [*words, "--json"], env=environment, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture
def letter(redis_url: str) -> str:
    """A dead letter's id."""
    with redis.Redis.from_url(redis_url, decode_responses=True) as client:
        return str(client.xadd(LETTERS, {"__data__": json.dumps(PARKED)}))


def test_a_dead_letter_is_listed_shown_and_only_then_replayed(redis_url: str, letter: str) -> None:
    [listed] = run("dead", "list", REDIS_URL=redis_url)
    assert (listed["letter"], listed["on"], listed["reason"]) == (letter, LETTERS, "unreadable")
    [shown] = run("dead", "show", LETTERS, letter, REDIS_URL=redis_url)
    assert shown["entry"] == {"__data__": "{}"}
    for act in ("replay", "drop"):
        [tried] = run("dead", act, LETTERS, letter, "--dry-run", REDIS_URL=redis_url)
        assert tried["act"].startswith("would be ")
    with redis.Redis.from_url(redis_url) as client:
        assert (client.xlen(LETTERS), client.xlen("article-created")) == (1, 0)
        assert run("dead", "replay", LETTERS, "--all", REDIS_URL=redis_url)[0]["act"] == "replayed"
        assert (client.xlen(LETTERS), client.xlen("article-created")) == (0, 1)


def test_a_rebuild_is_tried_without_deleting_anything(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        client.set("newsroom:translate:epoch", "0.d")
        client.set("newsroom:translate:article:x", "1")
        client.xgroup_create("story-linked", "publish", id="0", mkstream=True)
        client.xadd("story-linked", {"__data__": "{}"})
        [tried] = run("rebuild", "links", "--dry-run", REDIS_URL=redis_url)
        assert tried == {"keys": 1, "unfinished": ["publish on story-linked"], "act": "would be rebuilt"}
        assert client.get("newsroom:translate:article:x") == b"1"
        assert client.get("newsroom:translate:epoch") == b"0.d"


def test_what_would_be_sent_is_named_and_not_sent(tmp_path: Path) -> None:
    article = tmp_path / "article.json"
    article.write_text('{"source": "test", "source_id": "1", "headline": "Dry"}')
    [tried] = run("send", str(article), "--dry-run", NEWSROOM_INGEST_URL="http://127.0.0.1:1")
    assert (tried["file"], tried["act"]) == (str(article), "would be sent")


def test_a_key_is_made_and_kept_unless_it_is_tried(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    words = ("keys", "new", "--name", "Wire", "--source", "wire", "--file", str(file))
    assert run(*words, "--dry-run")[0]["key"].startswith("nk_")
    assert not file.exists()
    [created] = run(*words)
    [line] = read_lines(file.read_text().splitlines())
    assert line.is_of(created["key"])
    [checked] = run("keys", "check", str(file))
    assert (checked["name"], checked["is_ended"]) == ("Wire", False)
