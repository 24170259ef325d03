"""The servers that are asked, all at once up and each on the same core: nobody works but whoever is asked."""

import asyncio
import sys
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from bench.fanout.processes import SERVER_CORE, await_port, free_port, running
from bench.reads.filling import fill
from bench.reads.tools import program
from newsroom.stack.mongo_server import EmbeddedMongo
from newsroom.stack.redis_server import EmbeddedRedis

FEED = "/v1/feed?lang=en"
PAGE = "/en/"

_NGINX = """
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  sendfile on;
  tcp_nopush on;
  open_file_cache max=100;
  client_body_temp_path {folder};
  proxy_temp_path {folder};
  fastcgi_temp_path {folder};
  uwsgi_temp_path {folder};
  scgi_temp_path {folder};
  types {{ application/json json; text/html html; }}
  server {{
    listen 127.0.0.1:{port};
    keepalive_requests 100000000;
    root {folder}/files;
  }}
}}
"""


@dataclass(frozen=True, slots=True)
class Server:
    """Where it is, without trailing slash, and its process."""

    url: str
    pid: int


@dataclass(frozen=True, slots=True)
class Servers:
    """All of them, and the entity tag of publish's feed."""

    publish: Server
    nginx: Server
    plain: Server
    tag: str


@contextmanager
def servers(folder: Path, stories: int) -> Generator[Servers]:
    """All of them, with stores of their own that hold so many stories in three languages."""
    with ExitStack() as stack:
        redis = stack.enter_context(EmbeddedRedis(folder / "redis", free_port()))
        mongo = stack.enter_context(EmbeddedMongo(folder / "mongo", free_port()))
        stores = {"REDIS_URL": redis.url, "MONGO_URL": mongo.url}
        publish = stack.enter_context(_publish(folder, stores))
        asyncio.run(fill(redis.url, mongo.url, stories))
        tag = _keep_as_files(publish.url, folder / "files")
        nginx = stack.enter_context(_nginx(folder))
        plain = stack.enter_context(_plain(folder, stores))
        yield Servers(publish, nginx, plain, tag)


def _keep_as_files(publish: str, folder: Path) -> str:
    """Publish's own answers as files for nginx; returns the feed's entity tag."""
    folder.mkdir()
    plain = {"Accept-Encoding": "identity"}
    feed, page = (httpx.get(f"{publish}{path}", headers=plain, trust_env=False) for path in (FEED, PAGE))
    (folder / "feed.json").write_bytes(feed.content)
    (folder / "page.html").write_bytes(page.content)
    print(f"feed {len(feed.content):,} bytes, page {len(page.content):,} bytes")
    return str(feed.headers["etag"])


@contextmanager
def _publish(folder: Path, stores: dict[str, str]) -> Generator[Server]:
    port = free_port()
    environment = {**stores, "NEWSROOM_PORT": str(port), "NEWSROOM_LOG_LEVEL": "WARNING"}
    with _served([sys.executable, "-m", "publish"], environment, folder / "publish.log", port) as server:
        yield server


@contextmanager
def _plain(folder: Path, stores: dict[str, str]) -> Generator[Server]:
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "bench.reads.app_plain:app", "--port", str(port)]
    command += ["--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "warning"]
    with _served(command, stores, folder / "plain.log", port) as server:
        yield server


@contextmanager
def _nginx(folder: Path) -> Generator[Server]:
    nginx, port, config = program("nginx", "nginx-light"), free_port(), folder / "nginx.conf"
    config.write_text(_NGINX.format(folder=folder, port=port))
    with _served([nginx, "-p", str(folder), "-c", str(config)], {}, folder / "nginx.log", port) as server:
        yield server


@contextmanager
def _served(command: list[str], environment: dict[str, str], log: Path, port: int) -> Generator[Server]:
    with running(command, environment, log, core=SERVER_CORE) as process:
        await_port(port, process, log)
        yield Server(f"http://127.0.0.1:{port}", process.pid)
