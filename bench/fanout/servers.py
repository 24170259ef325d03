"""The servers that are compared, each behind the same two verbs: publish these events, tell me your pids."""

import importlib.util
import socket
import subprocess
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from redis import Redis

from bench.fanout.processes import (
    READER_CORE,
    SERVER_CORE,
    MissingToolError,
    await_port,
    family,
    free_port,
    running,
    tool,
)
from newsroom.events.catalogue import ARTICLE_PUBLISHED
from newsroom.stack import binaries
from newsroom.streams.wire import FIELD

_NCHAN_MODULE = "/usr/lib/nginx/modules/ngx_nchan_module.so"
_NGINX = """
load_module {module};
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 16384; }}
http {{
  access_log off;
  client_body_temp_path {folder};
  proxy_temp_path {folder};
  fastcgi_temp_path {folder};
  uwsgi_temp_path {folder};
  scgi_temp_path {folder};
  nchan_max_reserved_memory 256M;
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    keepalive_requests 100000000;
    location = /v1/stream {{
      nchan_subscriber eventsource;
      nchan_channel_id news;
      nchan_subscriber_first_message newest;
    }}
    location = /publish {{
      nchan_publisher;
      nchan_channel_id news;
      nchan_message_buffer_length 4096;
      nchan_message_timeout 10m;
    }}
  }}
}}
"""


class Publisher(Protocol):
    """How events get into a server."""

    def publish(self, events: Sequence[bytes]) -> None:
        """Gives events to the server, together where there are several."""
        ...


@dataclass(frozen=True, slots=True)
class Running:
    """A server that is up. `pids` are those whose CPU a delivery costs."""

    name: str
    port: int
    path: str
    server_pids: list[int]
    pids: list[int]
    publisher: Publisher


class _RedisPublisher:
    """Appends to the live log, a burst in one pipeline."""

    def __init__(self, port: int) -> None:
        self._redis = Redis(port=port)

    def publish(self, events: Sequence[bytes]) -> None:
        with self._redis.pipeline(transaction=False) as pipeline:
            for event in events:
                pipeline.xadd(ARTICLE_PUBLISHED.stream, {FIELD: event}, maxlen=100_000)
            pipeline.execute()


class _NchanPublisher:
    """Posts over one connection, a burst pipelined."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._answers = self._socket.makefile("rb")

    def publish(self, events: Sequence[bytes]) -> None:
        head = b"POST /publish HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
        self._socket.sendall(b"".join(head % len(event) + event for event in events))
        for _ in events:
            self._skip_answer()

    def _skip_answer(self) -> None:
        length = 0
        while line := self._answers.readline().strip().lower():
            if line.startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        self._answers.read(length)


@contextmanager
def nchan(folder: Path) -> Generator[Running]:
    """nginx with Nchan, its own memory for a store."""
    nginx = tool("nginx", "Debian: nginx-light")
    if not Path(_NCHAN_MODULE).exists():
        raise MissingToolError("Nchan is not installed (Debian: libnginx-mod-nchan)")
    port = free_port()
    config = folder / "nginx.conf"
    config.write_text(_NGINX.format(module=_NCHAN_MODULE, folder=folder, port=port))
    log = folder / "nginx.log"
    with running([nginx, "-p", str(folder), "-c", str(config)], {}, log, core=SERVER_CORE) as process:
        await_port(port, process, log)
        pids = family(process.pid)
        yield Running("nchan", port, "/v1/stream", pids, pids, _NchanPublisher(port))


@contextmanager
def python_app(name: str, folder: Path) -> Generator[Running]:
    """One of the two Python apps on uvicorn, with a Redis-compatible server whose CPU counts as its own."""
    if name == "starlette" and importlib.util.find_spec("sse_starlette") is None:
        raise MissingToolError("sse-starlette is not installed (PyPI: sse-starlette)")
    redis_port, port = free_port(), free_port()
    redis_settings = ["--port", str(redis_port), "--bind", "127.0.0.1", "--save", ""]
    redis_command = [str(binaries.redis_server()), *redis_settings]
    log = folder / f"{name}.log"
    app = {"hub": "bench.fanout.app_hub:app", "starlette": "bench.fanout.app_starlette:app"}[name]
    command = [sys.executable, "-m", "uvicorn", app, "--port", str(port), "--loop", "uvloop", "--http",
               "httptools", "--no-access-log", "--log-level", "warning", "--backlog", "4096",
               "--timeout-graceful-shutdown", "2"]  # fmt: skip
    environment = {"FANOUT_REDIS_URL": f"redis://127.0.0.1:{redis_port}/0"}
    with (
        running(redis_command, {}, folder / "redis.log", core=READER_CORE) as redis,
        _listening(redis_port, redis, folder / "redis.log"),
        running(command, environment, log, core=SERVER_CORE) as server,
        _listening(port, server, log),
    ):
        pids = family(server.pid)
        yield Running(name, port, "/v1/stream", pids, [*pids, redis.pid], _RedisPublisher(redis_port))


@contextmanager
def _listening(port: int, process: subprocess.Popen[bytes], log: Path) -> Generator[None]:
    await_port(port, process, log)
    yield
