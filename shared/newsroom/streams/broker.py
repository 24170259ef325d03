"""FastStream's batch subscriber with a parser and decoder of our own: it delivers raw entries.

FastStream's own decoding fails a whole batch for one bad entry and decodes twice; here the consumer decodes
entry by entry.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from faststream import AckPolicy
from faststream.redis import RedisBroker, RedisRouter, StreamSub
from faststream.redis.broker.registrator import RedisRegistrator
from faststream.redis.message import FAKE_CONSUMER, RedisBatchStreamMessage

from newsroom.streams.wire import Entry

BatchHandler = Callable[[Sequence[Entry]], Awaitable[None]]

# A new entry ends the blocking read at once; at rest there is one in ten seconds for each stream.
BLOCK_MS = 10_000
_TIMEOUT_SECONDS = 15.0  # above the longest read

# FastStream logs every batch at INFO; warnings and errors are enough.
_broker_log = logging.getLogger("newsroom.broker")
_broker_log.setLevel(logging.WARNING)


def connect_broker(url: str) -> RedisBroker:
    """A broker whose stop waits, up to 30 s, for the batches in flight."""
    return RedisBroker(
        url, graceful_timeout=30.0, apply_types=False, logger=_broker_log, socket_timeout=_TIMEOUT_SECONDS
    )


def new_router() -> RedisRouter:
    """A router for a broker of somebody else's."""
    return RedisRouter()


def subscribe(
    broker: RedisRegistrator,
    stream: str,
    *,
    group: str,
    consumer: str,
    batch_size: int,
    handler: BatchHandler,
    block_ms: int = BLOCK_MS,
) -> Any:
    """Subscribes a group's consumer to one stream (its name in Redis); nothing is acknowledged here.

    Returns FastStream's subscriber, which has `running`, `start()` and `stop()`.
    """
    subscriber = broker.subscriber(
        stream=StreamSub(
            stream,
            group=group,
            consumer=consumer,
            batch=True,
            max_records=batch_size,
            polling_interval=block_ms,
        ),
        ack_policy=AckPolicy.MANUAL,
        parser=_parse,
        decoder=_decode,
        no_reply=True,
        title=f"{stream}.{group}",
    )
    subscriber(handler)
    return subscriber


async def _parse(raw: Any) -> RedisBatchStreamMessage:
    first = raw["message_ids"][0].decode()
    return RedisBatchStreamMessage(
        raw_message=raw,
        body=b"",
        message_id=first,
        correlation_id=first,
        consumer=FAKE_CONSUMER,
        group=None,
    )


async def _decode(message: RedisBatchStreamMessage) -> list[Entry]:
    raw = message.raw_message
    ids = [entry_id.decode() for entry_id in raw["message_ids"]]
    return [Entry(raw["channel"], id_, fields) for id_, fields in zip(ids, raw["data"], strict=True)]
