"""What happens on the streams that the desk shows, by their names alone."""

from typing import Any, cast

from newsroom.stores.redis import RedisClient
from newsroom.streams.topology import Topology

SHOWN = (
    "article-withdrawn",
    "story-linked",
    "link-decided",
    "link-suggested",
    "article-ordered",
    "topic-curated",
    "linking-switched",
    # The last to come of whatever readers see: MongoDB has it by then.
    "article-published",
)
_AT_ONCE = 200
_PATIENCE_MS = 1000


class RedisNews:
    """Follows the streams from now on."""

    def __init__(self, redis: RedisClient, topology: Topology) -> None:
        self._redis = redis
        self._topology = topology
        self._after: dict[str, str] = {}

    async def begin(self) -> None:
        """Forgets what came until now."""
        streams = [physical for name in SHOWN for physical in self._topology.physical(name)]
        pipeline = self._redis.pipeline(transaction=False)
        for stream in streams:
            pipeline.xrevrange(stream, count=1)
        last = cast("list[list[tuple[bytes, Any]]]", await pipeline.execute())
        self._after = {
            stream: entries[0][0].decode() if entries else "0"
            for stream, entries in zip(streams, last, strict=True)
        }

    async def next(self) -> frozenset[str]:
        """The streams on which something came; none where a second went by without."""
        streams: dict[Any, Any] = {**self._after}
        found: Any = await self._redis.xread(streams, count=_AT_ONCE, block=_PATIENCE_MS)
        came: set[str] = set()
        for raw, entries in found or []:
            stream = raw.decode()
            self._after[stream] = entries[-1][0].decode()
            came.add(self._topology.logical(stream))
        return frozenset(came)
