"""Counters of the stores and of processes, read before and after what is measured."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import pymongo
import redis

_TICKS = os.sysconf("SC_CLK_TCK")
# Of ours, as we count; and of MongoDB with itself.
_NOT_COUNTED = {
    "hello",
    "isMaster",
    "ismaster",
    "ping",
    "serverStatus",
    "endSessions",
    "replSetUpdatePosition",
}


@dataclass(frozen=True, slots=True)
class Counts:
    """Work of the stores: Redis commands, scripts' own included; MongoDB requests, writes, journal syncs."""

    redis_commands: int
    redis_bytes: int
    mongo_requests: int
    mongo_writes: int
    journal_syncs: int

    def __sub__(self, other: "Counts") -> "Counts":
        names = [field.name for field in fields(self)]
        return Counts(*(getattr(self, name) - getattr(other, name) for name in names))


def counts(redis_url: str, mongo_url: str) -> Counts:
    """The counters now."""
    with redis.Redis.from_url(redis_url) as server:
        stats: Mapping[str, Any] = server.info("commandstats")
        memory: Mapping[str, Any] = server.info("memory")
    with pymongo.MongoClient[dict[str, Any]](mongo_url) as client:
        status = client.admin.command("serverStatus")
    commands = {
        name: command["total"]
        for name, command in status["metrics"]["commands"].items()
        if isinstance(command, dict) and name not in _NOT_COUNTED
    }
    documents = status["metrics"]["document"]
    return Counts(
        sum(stat["calls"] for name, stat in stats.items() if "info" not in name),
        int(memory["used_memory"]),
        sum(commands.values()),
        documents["inserted"] + documents["updated"] + documents["deleted"],
        status["wiredTiger"]["log"]["log sync operations"],
    )


def cpu_seconds(pid: int) -> float:
    """CPU time of a process, its threads included."""
    stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(stat[11]) + int(stat[12])) / _TICKS
