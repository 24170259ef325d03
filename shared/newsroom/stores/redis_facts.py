"""Facts about a Redis server, for an operator: its version, memory, promises and clock."""

from dataclasses import dataclass
from datetime import datetime

from redis.exceptions import ResponseError

from newsroom.stores.deployment import MARK
from newsroom.stores.redis import RedisClient, server_time


@dataclass(frozen=True, slots=True)
class RedisFacts:
    """Facts of one server. Sizes are in bytes, `maxmemory` 0 is no limit.

    A setting is None where reading it is refused; `deployment` is empty where no newsroom has marked it.
    """

    version: str
    uptime_seconds: int
    role: str
    used_memory: int
    maxmemory: int
    appendonly: bool
    append_file_bytes: int
    append_file_written: bool
    appendfsync: str | None
    maxmemory_policy: str | None
    now: datetime
    deployment: str


async def redis_facts(redis: RedisClient) -> RedisFacts:
    """Reads the facts. Raises StoreUnavailableError."""
    info = await redis.info()
    mark = await redis.get(MARK) or b""
    deployment, _, _ = (mark.decode() if isinstance(mark, bytes) else mark).partition(".")
    appendfsync = await _setting(redis, "appendfsync")
    return RedisFacts(
        version=str(info.get("valkey_version") or info["redis_version"]),
        uptime_seconds=int(info["uptime_in_seconds"]),
        role=str(info["role"]),
        used_memory=int(info["used_memory"]),
        maxmemory=int(info["maxmemory"]),
        appendonly=bool(info["aof_enabled"]),
        append_file_bytes=int(info.get("aof_current_size", 0)),
        append_file_written=info["aof_last_write_status"] == "ok",
        appendfsync=appendfsync,
        maxmemory_policy=str(info["maxmemory_policy"]) if "maxmemory_policy" in info else None,
        now=await server_time(redis),  # the last, so that the clock is as it is now
        deployment=deployment,
    )


async def _setting(redis: RedisClient, name: str) -> str | None:
    try:
        settings = await redis.config_get(name)
    except ResponseError:
        return None
    value = settings.get(name)
    return None if value is None else str(value)
