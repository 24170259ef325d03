"""The embedded servers keep every answered write through SIGKILL, and say why they cannot start."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
import redis
from pymongo import MongoClient

from newsroom.stack.errors import StackError
from newsroom.stack.mongo_server import EmbeddedMongo
from newsroom.stack.redis_server import EmbeddedRedis
from newsroom.stack.tcp_ports import free_base


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[EmbeddedRedis]:
    with EmbeddedRedis(tmp_path / "redis", free_base()) as server:
        yield server


@pytest.fixture
def mongo_server(tmp_path: Path) -> Iterator[EmbeddedMongo]:
    with EmbeddedMongo(tmp_path / "mongo", free_base()) as server:
        yield server


def ask(server: EmbeddedRedis, *words: str) -> Any:
    with redis.Redis(port=server.port, decode_responses=True) as client:
        return cast("Any", client.execute_command(*words))


def test_redis_keeps_what_it_answered(redis_server: EmbeddedRedis) -> None:
    ask(redis_server, "SET", "written", "yes")
    redis_server.kill()
    redis_server.start()
    assert ask(redis_server, "GET", "written") == "yes"


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("appendonly", "yes"),
        ("appendfsync", "always"),
        ("maxmemory-policy", "noeviction"),
        ("bind", "127.0.0.1"),
    ],
)
def test_redis_runs_as_the_contract_wants(redis_server: EmbeddedRedis, setting: str, value: str) -> None:
    assert ask(redis_server, "CONFIG", "GET", setting) == {setting: value}


def test_redis_has_a_limit_to_its_memory(redis_server: EmbeddedRedis) -> None:
    assert int(ask(redis_server, "CONFIG", "GET", "maxmemory")["maxmemory"]) > 0


def test_mongo_keeps_what_a_majority_acknowledged(mongo_server: EmbeddedMongo) -> None:
    assert count_after_insert(mongo_server.url) == 1
    mongo_server.kill()
    mongo_server.start()
    assert count_after_insert(mongo_server.url) == 2


def test_mongo_follows_its_folder_to_another_port(mongo_server: EmbeddedMongo) -> None:
    assert count_after_insert(mongo_server.url) == 1
    mongo_server.stop()
    with EmbeddedMongo(mongo_server.folder, free_base()) as moved:
        assert count_after_insert(moved.url) == 2


def count_after_insert(url: str) -> int:
    with MongoClient[dict[str, Any]](url, serverSelectionTimeoutMS=20_000) as client:
        with client.start_session() as session, session.start_transaction():
            client.newsroom.written.insert_one({}, session=session)
        return client.newsroom.written.count_documents({})


def test_a_taken_port_is_not_mistaken_for_ours(redis_server: EmbeddedRedis, tmp_path: Path) -> None:
    second = EmbeddedRedis(tmp_path / "second", redis_server.port)
    with pytest.raises(StackError, match=f"Port {redis_server.port}, for redis, is taken"):
        second.start()
    assert not second.child.is_alive()


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    folder = tmp_path / "redis"
    (folder / "appendonlydir").mkdir(parents=True)
    (folder / "appendonlydir" / "appendonly.aof.manifest").write_text("not a manifest\n")
    server = EmbeddedRedis(folder, free_base())
    with pytest.raises(StackError, match=r"redis could not start on port \d+ \(.*redis\.log\): \S+"):
        server.start()
