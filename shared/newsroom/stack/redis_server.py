"""An embedded Redis-compatible server whose every answered write is on disk."""

import socket
from pathlib import Path

from newsroom.stack import binaries
from newsroom.stack.process import Command
from newsroom.stack.server import EmbeddedServer

MEMORY = "1gb"  # writes are refused above it: nothing is ever evicted
PROBE_PATIENCE = 0.5  # seconds


class EmbeddedRedis(EmbeddedServer):
    name = "redis"

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def is_ready(self) -> bool:
        """It answers PING; while it reads its file back it answers an error instead."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), PROBE_PATIENCE) as connection:
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
