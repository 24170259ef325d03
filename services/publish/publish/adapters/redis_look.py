"""Whether a stream has anything above an id, asked over and over on a connection of its own.

A look goes before every answer from memory. The client's way through its pool, its retries and its packing
of the same words again costs more than twice what the question does: `python -m bench.reads`.
"""

from redis.asyncio.connection import AbstractConnection

from newsroom.streams.redis_client import RedisClient


class Look:
    """Keeps one connection for who asks next. Raises `redis.exceptions.RedisError` or `OSError`."""

    def __init__(self, redis: RedisClient, stream: str) -> None:
        self._pool = redis.connection_pool
        self._stream = stream
        self._connection: AbstractConnection | None = None
        self._after = ""
        self._question: list[bytes] = []

    async def is_any_above(self, entry_id: str) -> bool:
        """Whether the stream has an entry above this id."""
        connection = self._connection or await self._pool.get_connection()  # type: ignore[no-untyped-call]  # redis-py types neither
        self._connection = None  # until its answer is read: a question cut short leaves it unread
        try:
            if entry_id != self._after:
                words = ("XREAD", "COUNT", 1, "STREAMS", self._stream, entry_id)
                self._after, self._question = entry_id, connection.pack_command(*words)
            await connection.send_packed_command(self._question, check_health=False)
            found = await connection.read_response()
        except BaseException:
            await connection.disconnect(nowait=True)
            await self._pool.release(connection)
            raise
        if self._connection is None:
            self._connection = connection
        else:  # of another who asked meanwhile
            await self._pool.release(connection)
        return bool(found)
