"""Embedded stores that let nobody in without a name: users and roles by service, as in docker-compose.yml."""

import base64
import contextlib
import os
import secrets
import socket
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
from pymongo import MongoClient

from newsroom.stack import services
from newsroom.stack.child_process import Child, Command
from newsroom.stack.data_folder import Keys
from newsroom.stack.mongo_server import DATABASE, REPLICA_SET, EmbeddedMongo
from newsroom.stack.redis_server import PROBE_TIMEOUT, EmbeddedRedis
from newsroom.stack.services import ServiceEnvironment
from newsroom.stack.tcp_ports import Ports
from newsroom.stores.mongo_roles import WRITTEN_BY, privileges, role_of
from newsroom.streams.redis_users import OPERATOR, redis_users
from tests.support.waiting import START_PATIENCE, wait_until

USERS = (*WRITTEN_BY, OPERATOR)


def fresh_passwords() -> dict[str, str]:
    return {user: secrets.token_hex(16) for user in USERS}


class SecuredRedis(EmbeddedRedis):
    """Redis with the generated users; the default one is the operator's, with a password."""

    def __init__(self, folder: Path, port: int, passwords: Mapping[str, str]) -> None:
        settings = redis_users()
        for service in WRITTEN_BY:
            settings = settings.replace(f"@{service.upper()}@", passwords[service])
        self._settings = folder.parent / "redis.conf"
        self._settings.parent.mkdir(parents=True, exist_ok=True)
        self._settings.write_text(f"requirepass {passwords[OPERATOR]}\n{settings}")
        self._passwords = passwords
        super().__init__(folder, port)

    def url_of(self, user: str) -> str:
        return f"redis://{user}:{self._passwords[user]}@127.0.0.1:{self.port}/0"

    def is_ready(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), PROBE_TIMEOUT) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(64).startswith(b"-NOAUTH")
        except OSError:
            return False

    def _command(self, log: Path) -> Command:
        command = super()._command(log)
        program, *options = command.argv
        return replace(command, argv=(program, str(self._settings), *options))


class SecuredMongo(EmbeddedMongo):
    """MongoDB with a role and a user for each service, and an operator; started twice, the second locked."""

    def __init__(self, folder: Path, port: int, passwords: Mapping[str, str]) -> None:
        self._key = folder.parent / "mongo.key"
        self._key.parent.mkdir(parents=True, exist_ok=True)
        self._key.write_text(base64.b64encode(os.urandom(96)).decode())
        self._key.chmod(0o600)
        self._passwords = passwords
        super().__init__(folder, port)

    def url_of(self, user: str) -> str:
        place = f"{self._host}/{DATABASE}?replicaSet={REPLICA_SET}&authSource=admin"
        return f"mongodb://{user}:{self._passwords[user]}@{place}"

    def start(self) -> None:
        with (
            EmbeddedMongo(self.folder, self.port) as unlocked,
            MongoClient[dict[str, Any]](unlocked.url) as client,
        ):
            for service in WRITTEN_BY:
                client.admin.command(
                    "createRole", role_of(service), privileges=privileges(service, DATABASE), roles=[]
                )
            for user, password in self._passwords.items():
                roles = ["root"] if user == OPERATOR else [role_of(user)]
                client.admin.command("createUser", user, pwd=password, roles=roles)
        super().start()

    def _command(self, log: Path) -> Command:
        command = super()._command(log)
        return replace(command, argv=(*command.argv, "--auth", "--keyFile", str(self._key)))


@dataclass(slots=True)
class Newsroom:
    """The services as processes, each with its own way to the stores."""

    ports: Ports
    keys: Keys
    children: list[Child]

    def url(self, service: str) -> str:
        return f"http://127.0.0.1:{self.ports.of(service)}"

    def is_ready(self) -> bool:
        for child in self.children:
            assert child.is_alive(), child.log_tail()
            with contextlib.suppress(httpx.TransportError):
                if httpx.get(f"{self.url(child.name)}/health/ready", timeout=10).is_success:
                    continue
            return False
        return True


@contextlib.contextmanager
def newsroom(
    folder: Path,
    ports: Ports,
    redis_url: Callable[[str], str],
    mongo_url: Callable[[str], str],
    environment: Mapping[str, str] | None = None,
) -> Iterator[Newsroom]:
    """The three services, ready, until the end of the block; URLs by their names."""
    keys = Keys.generate()
    children = []
    for command in services.commands(
        ServiceEnvironment(ports, keys, "", "", folder / "logs", folder / "search", folder / "journal")
    ):
        stores = {"REDIS_URL": redis_url(command.name), "MONGO_URL": mongo_url(command.name)}
        own = {"NEWSROOM_EMBEDDER": "none", **stores, **(environment or {})}
        children.append(Child(replace(command, environment={**command.environment, **own})))
    system = Newsroom(ports, keys, children)
    try:
        for child in children:
            child.spawn()
        wait_until(system.is_ready, "all services are ready", START_PATIENCE)
        yield system
    finally:
        for child in children:
            child.stop(20)
