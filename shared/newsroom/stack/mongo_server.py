"""Embedded mongod as a replica set of one: majority writes, transactions, change streams."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from newsroom.stack import mongod_libraries
from newsroom.stack.child_process import Command
from newsroom.stack.server import EmbeddedServer

REPLICA_SET = "rs0"
DATABASE = "newsroom"
CACHE_GB = "0.5"
OPLOG_MB = "512"
PROBE_TIMEOUT_MS = 500

NOT_YET_INITIALIZED = 94  # MongoDB's error codes
ALREADY_INITIALIZED = 23
INVALID_REPLICA_SET_CONFIG = 93


class EmbeddedMongo(EmbeddedServer):
    """MongoDB server of our own."""

    name = "mongo"

    @property
    def url(self) -> str:
        return f"mongodb://{self._host}/{DATABASE}?replicaSet={REPLICA_SET}"

    @property
    def _host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def is_ready(self) -> bool:
        """Whether it is primary. On the way, initiates its replica set, or reconfigures it for a new port."""
        client = MongoClient[dict[str, Any]](
            self._host, directConnection=True, serverSelectionTimeoutMS=PROBE_TIMEOUT_MS
        )
        try:
            hello = client.admin.command("hello")
            if not hello["isWritablePrimary"]:
                self._configure(client)
            return bool(hello["isWritablePrimary"])
        except PyMongoError:
            return False
        finally:
            client.close()

    def _configure(self, client: MongoClient[dict[str, Any]]) -> None:
        try:
            config = client.admin.command("replSetGetConfig")["config"]
        except OperationFailure as error:
            if error.code == NOT_YET_INITIALIZED:
                client.admin.command("replSetInitiate", self._config(version=1))
            return
        if config["members"][0]["host"] != self._host:
            client.admin.command("replSetReconfig", self._config(config["version"] + 1), force=True)

    def _config(self, version: int) -> Mapping[str, object]:
        return {"_id": REPLICA_SET, "version": version, "members": [{"_id": 0, "host": self._host}]}

    def _command(self, log: Path) -> Command:
        settings = {
            "dbpath": self.folder.absolute(),
            "port": self.port,
            "bind_ip": "127.0.0.1",
            "replSet": REPLICA_SET,
            "oplogSize": OPLOG_MB,
            "wiredTigerCacheSizeGB": CACHE_GB,
        }
        options = [word for key, value in settings.items() for word in (f"--{key}", str(value))]
        mongod = mongod_libraries.ensure_mongod_runs()
        quiet = ("--nounixsocket", "--quiet", "--setParameter", "diagnosticDataCollectionEnabled=false")
        return Command(self.name, (str(mongod), *options, *quiet), log)
