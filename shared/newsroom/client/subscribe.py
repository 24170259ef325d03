"""Subscription to the newsroom in one call, whichever way its events come.

```python
async for event in subscribe("redis://…", topics=Topics(lang=("az",)), group="my-notifier"):
    with event.attempt():
        ...
```

Each event is finished when the loop asks for the next. From Redis that is an acknowledgement in a consumer
group: install `newsroom[redis]`. `newsroom[httpx]` reads publish's `/v1/stream`; a WebhookReceiver needs
neither.
"""

import asyncio
import os
import signal
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING

from newsroom.client.handoff import Deliver, Source, events_of
from newsroom.client.news_event import NewsEvent
from newsroom.client.topics import EVERYTHING, Topics
from newsroom.streams.cursor import EARLIEST
from newsroom.streams.retry import RetryPolicy

if TYPE_CHECKING:
    from newsroom.client.publish_log import PublishLog
    from newsroom.client.stream_group import StreamGroup

_HTTP = ("http://", "https://")
_DEFAULT_POLICY = RetryPolicy()


def subscribe(
    source: str | Source,
    *,
    topics: Topics = EVERYTHING,
    group: str | None = None,
    worker: str | None = None,
    stream: str | None = None,
    cursor: str | None = None,
    policy: RetryPolicy = _DEFAULT_POLICY,
    until: asyncio.Event | None = None,
) -> AsyncGenerator[NewsEvent]:
    """Events of these topics, at least once each, until the loop is left or `until` is set.

    `source` is Redis' address, publish's, or a WebhookReceiver. From Redis a new `group` begins with the
    oldest entry that is kept; several workers, each with a name that it keeps (else NEWSROOM_INSTANCE, else
    `1`), share it; `stream` is that of a subscription of one's own. From publish events come behind `cursor`
    (`earliest`: all that is kept), without one from now on: keep `event.cursor` to go on from.

    With `event.attempt()` an event that fails comes again by `policy`; from Redis it becomes a dead letter of
    the group at last, from publish its failure ends the loop, and web hooks come again by publish's schedule.
    Raises ValueError for what does not fit the source, CursorExpiredError, and httpx.HTTPStatusError for what
    publish refuses.
    """
    if not isinstance(source, str):
        return events_of(_OfTopics(source, topics), until)
    if source.startswith(_HTTP):
        if group or stream or worker:
            raise ValueError("groups, workers and streams are Redis': publish is read behind a cursor")
        return events_of(_publish(source, topics, cursor, policy, is_behind=False), until)
    if cursor:
        raise ValueError("a group keeps its own position; catch_up_then_follow begins at a cursor")
    return events_of(_group(source, topics, group, worker, stream, policy), until)


def catch_up_then_follow(
    publish: str,
    source: str | None = None,
    *,
    topics: Topics = EVERYTHING,
    cursor: str = EARLIEST,
    group: str | None = None,
    worker: str | None = None,
    policy: RetryPolicy = _DEFAULT_POLICY,
    until: asyncio.Event | None = None,
) -> AsyncGenerator[NewsEvent]:
    """Everything that publish's archive has behind `cursor`, then what happens, in order and without a gap.

    With Redis' address as `source` the rest is read in `group`, which is made behind the last event that
    the archive had; where the group is there already, it goes on. Else the rest comes from `/v1/stream`.
    Raises as `subscribe`.
    """
    log = _publish(publish, topics, cursor, policy, is_behind=True)
    if source is None:
        return events_of(log, until)
    from newsroom.client.catch_up import CatchUp  # noqa: PLC0415 - both extras

    return events_of(CatchUp(log, _group(source, topics, group, worker, None, policy)), until)


def stop_on_signals(*signals: signal.Signals) -> asyncio.Event:
    """An event that is set by SIGTERM or SIGINT, or the signals named: `until` of a graceful stop."""
    stopping, loop = asyncio.Event(), asyncio.get_running_loop()
    for signal_ in signals or (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signal_, stopping.set)
    return stopping


class _OfTopics:
    """Source less what nobody asked for."""

    def __init__(self, source: Source, topics: Topics) -> None:
        self._source = source
        self._topics = topics

    async def run(self, deliver: Deliver) -> None:
        async def deliver_wanted(event: NewsEvent) -> None:
            if self._topics.admits(event.data):
                await deliver(event)

        await self._source.run(deliver_wanted)

    async def stop(self) -> None:
        await self._source.stop()


def _publish(
    url: str, topics: Topics, cursor: str | None, policy: RetryPolicy, *, is_behind: bool
) -> "PublishLog":
    from newsroom.client.publish_log import PublishLog  # noqa: PLC0415 - an extra

    return PublishLog(url.rstrip("/"), topics, cursor, policy, is_behind=is_behind)


def _group(
    redis_url: str,
    topics: Topics,
    group: str | None,
    worker: str | None,
    stream: str | None,
    policy: RetryPolicy,
) -> "StreamGroup":
    from newsroom.client.stream_group import Group, StreamGroup  # noqa: PLC0415 - an extra

    if not group:
        raise ValueError("name a group: by it Redis knows what you have finished")
    name = worker or os.environ.get("NEWSROOM_INSTANCE") or "1"
    return StreamGroup(Group(redis_url, group, name, topics, stream, policy))
