"""Real servers for the whole suite, on free ports and in temporary folders."""

import os
import signal
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from types import FrameType

import pytest
import redis
from hypothesis import settings

from newsroom.stack.mongo_server import EmbeddedMongo
from newsroom.stack.redis_server import EmbeddedRedis
from newsroom.stack.tcp_ports import free_base
from newsroom.stores import mongo
from newsroom.stores.redis import RedisClient, connect
from publish.adapters.mongo_indexes import ensure_indexes

# What fails in `make test` fails there again; `make search` looks where nobody has looked yet.
# Without a deadline: a machine that another suite uses is no fault of the code.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

SHARED = Path(__file__).parent.parent.parent / "shared"


@pytest.fixture(scope="session", autouse=True)
def _failed_tasks_are_seen() -> None:
    """A service in this process whose task fails ends the process: that must fail a test, not end all."""

    def ended(_: int, __: FrameType | None) -> None:
        raise RuntimeError("the process was told to end: see `a task ended` in the log")

    signal.signal(signal.SIGTERM, ended)


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedRedis]:
    with EmbeddedRedis(tmp_path_factory.mktemp("stores") / "redis", free_base()) as server:
        yield server


@pytest.fixture(scope="session")
def mongo_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedMongo]:
    with EmbeddedMongo(tmp_path_factory.mktemp("stores") / "mongo", free_base()) as server:
        yield server


@pytest.fixture
def redis_url(redis_server: EmbeddedRedis) -> str:
    """An empty Redis."""
    with redis.Redis.from_url(redis_server.url) as client:
        client.flushall()
    return redis_server.url


@pytest.fixture
def mongo_url(mongo_server: EmbeddedMongo) -> str:
    """A database of the test's own."""
    return mongo_server.url.replace("/newsroom", f"/test_{uuid.uuid4().hex[:12]}")


@pytest.fixture
async def redis_client(redis_url: str) -> AsyncIterator[RedisClient]:
    client = connect(redis_url)
    yield client
    await client.aclose()


@pytest.fixture
async def db(mongo_url: str) -> AsyncIterator[mongo.Database]:
    """MongoDB as publish uses it."""
    client = mongo.connect(mongo_url)
    database = mongo.database(client)
    await ensure_indexes(database)
    yield database
    await client.drop_database(database.name)
    client.close()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of development data beside the project; skips where it is absent."""
    folder = SHARED / "data"
    if not folder.is_dir():
        pytest.skip("needs the development data in ../shared/data, which is not part of the project")
    return folder
