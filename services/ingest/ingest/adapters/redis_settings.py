"""Durability and memory of Redis, by INFO and CONFIG GET."""

from typing import Any, cast

from redis.exceptions import ResponseError

from ingest.durability.redis_settings import RedisFacts
from newsroom.stores.redis import RedisClient


async def read_facts(redis: RedisClient) -> RedisFacts:
    """Raises StoreUnavailableError."""
    info = await redis.info()
    settings = await _settings(redis)
    return RedisFacts(
        aof_enabled=bool(info.get("aof_enabled")),
        aof_written=info.get("aof_last_write_status") == "ok",
        appendfsync=settings.get("appendfsync"),
        maxmemory_policy=settings.get("maxmemory-policy") or info.get("maxmemory_policy"),
        used_memory=int(info.get("used_memory", 0)),
        maxmemory=int(info.get("maxmemory", 0)),
    )


async def _settings(redis: RedisClient) -> dict[str, str]:
    """Empty where CONFIG is refused, as it is on some hosted servers."""
    try:
        values = await redis.config_get("appendfsync", "maxmemory-policy")
    except ResponseError:
        return {}
    return {_text(name): _text(value) for name, value in cast("dict[Any, Any]", values).items()}


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value
