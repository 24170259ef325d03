"""Ended sessions and failed logins in Redis, each for a while: tombstones and a fixed-window rate limit."""

from newsroom.stores.redis import RedisClient
from newsroom.streams.topology import Topology

_FAILURES_KEPT_SECONDS = 300
# Counts one more; the window begins with the first.
_FAIL = """
local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return count
"""


class RedisSessions:
    """A SessionStore."""

    def __init__(self, redis: RedisClient, topology: Topology) -> None:
        self._redis = redis
        self._topology = topology
        self._fail = redis.register_script(_FAIL)

    async def end(self, session_id: str, seconds: int) -> None:
        """Ends a session, remembered for as long as its cookie would be valid."""
        await self._redis.set(self._key("session-ended", session_id), "1", ex=seconds)

    async def is_ended(self, session_id: str) -> bool:
        return bool(await self._redis.exists(self._key("session-ended", session_id)))

    async def fail(self, subject: str) -> int:
        """Counts one more failed login; the number of those within the window of five minutes."""
        counted = self._fail(keys=[self._key("login-failed", subject)], args=[_FAILURES_KEPT_SECONDS])
        return int(await counted)

    def _key(self, name: str, subject: str) -> str:
        return self._topology.own_key("translate", name, subject)
