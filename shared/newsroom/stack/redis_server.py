"""Embedded Redis-compatible server: every answered write is on disk (`appendfsync always`)."""

import socket
from pathlib import Path

from newsroom.stack import binaries
from newsroom.stack.child_process import Command
from newsroom.stack.server import EmbeddedServer

MEMORY = "1gb"  # writes are refused above it: nothing is ever evicted
PROBE_TIMEOUT = 0.5  # seconds


class EmbeddedRedis(EmbeddedServer):
    """Redis-compatible server of our own."""

    name = "redis"

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def is_ready(self) -> bool:
        """Whether it answers PING; while it loads its file it answers an error instead."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), PROBE_TIMEOUT) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(64).startswith(b"+PONG")
        except OSError:
            return False

    def _command(self, log: Path) -> Command:
        settings = {
            "port": self.port,
            "bind": "127.0.0.1",
            "dir": self.folder.absolute(),
            "appendonly": "yes",
            "appendfsync": "always",
            "save": "",
            "maxmemory": MEMORY,
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
        }
        options = [word for key, value in settings.items() for word in (f"--{key}", str(value))]
        return Command(self.name, (str(binaries.redis_server()), *options), log)
