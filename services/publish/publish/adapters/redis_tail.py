"""Tail of one stream, read over and over on a connection of its own.

The log is looked at before every answer from memory, and read for every event. The client's way through its
pool, its retries and its packing of the same words again costs more than twice what the command does:
`python -m bench.reads`.
"""

from collections.abc import Callable

from redis.asyncio.connection import AbstractConnection
from redis.exceptions import RedisError

from newsroom.stores.redis import RedisClient, outage_of


class StreamTail:
    """XREAD with fixed options on a connection kept between calls. Raises StoreUnavailableError."""

    def __init__(
        self, redis: RedisClient, stream: str, *options: str | int, timeout: float | None = None
    ) -> None:
        """`options` are those of XREAD: how many at most, how long to wait for one.

        `timeout` is in seconds, above that wait; the client's own by default.
        """
        self._pool = redis.connection_pool
        self._parse: Callable[[object], object] = redis.response_callbacks["XREAD"]
        self._words = ("XREAD", *options, "STREAMS", stream)
        self._timeout = timeout
        self._connection: AbstractConnection | None = None
        self._after = ""
        self._command: list[bytes] = []

    async def above(self, entry_id: str) -> object:
        """The reply of the client's `xread`: nothing, or the stream with its entries."""
        try:
            return await self._above(entry_id)
        except (RedisError, OSError) as error:
            outage = outage_of(error)
            if outage is None:
                raise
            raise outage from error

    async def _above(self, entry_id: str) -> object:
        connection = self._connection or await self._pool.get_connection()  # type: ignore[no-untyped-call]  # redis-py types neither
        self._connection = None  # until the reply is read: a command cut short leaves it unread
        try:
            if entry_id != self._after:
                self._after, self._command = entry_id, connection.pack_command(*self._words, entry_id)
            await connection.send_packed_command(self._command, check_health=False)
            reply = await connection.read_response(timeout=self._timeout)
        except BaseException:  # a cancellation, too
            await connection.disconnect(nowait=True)
            await self._pool.release(connection)
            raise
        if self._connection is None:
            self._connection = connection
        else:  # of another caller meanwhile
            await self._pool.release(connection)
        return self._parse(reply)
