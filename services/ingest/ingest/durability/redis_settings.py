"""The judgement on Redis' settings: 202 is a promise, so ingest is not ready where Redis may lose writes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RedisFacts:
    """Settings and state of a Redis. A setting is None where reading it is refused; sizes are in bytes."""

    aof_enabled: bool
    aof_written: bool
    appendfsync: str | None
    maxmemory_policy: str | None
    used_memory: int
    maxmemory: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """The `reasons` why nothing may be taken now, and whether memory is so short that senders are slowed."""

    reasons: tuple[str, ...] = ()
    memory_short: bool = False


def judge(facts: RedisFacts, memory_ceiling: float) -> Verdict:
    """The verdict that a Redis' facts come to."""
    reasons: list[str] = []
    if not facts.aof_enabled:
        reasons.append("Redis keeps no append-only file: set appendonly yes")
    if not facts.aof_written:
        reasons.append("Redis could not write its append-only file: look at its disk")
    if facts.appendfsync != "always":
        reasons.append(_setting("appendfsync", facts.appendfsync, "always"))
    if facts.maxmemory_policy != "noeviction":
        reasons.append(_setting("maxmemory-policy", facts.maxmemory_policy, "noeviction"))
    limit = facts.maxmemory * memory_ceiling
    return Verdict(tuple(reasons), memory_short=facts.maxmemory > 0 and facts.used_memory > limit)


def _setting(name: str, value: str | None, wanted: str) -> str:
    if value is None:
        return (
            f"Redis refuses CONFIG GET, so nobody knows whether {name} is {wanted}: allow ingest that command"
        )
    return f"Redis runs with {name} {value}: set {name} {wanted}"
