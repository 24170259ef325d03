"""FastStream router of the live log: typed events for a FastStream application of one's own.

```python
news = LiveRouter("redis://…", group="my-notifier")

@news.on(Topics(lang=("az",)))
async def notify(event: NewsEvent) -> None: ...

broker = RedisBroker("redis://…")
broker.include_router(news.router)
app = FastStream(broker, lifespan=news.lifespan)
```

Install it with `newsroom[redis]`.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

import structlog

from newsroom.client.news_event import NewsEvent
from newsroom.client.stream_group import Group
from newsroom.client.topics import EVERYTHING, Topics
from newsroom.runtime.tasks import OwnedTasks, end_process
from newsroom.stores.errors import StoreUnavailableError
from newsroom.stores.redis import connect
from newsroom.streams.broker import new_router
from newsroom.streams.consumer_groups import ensure_groups
from newsroom.streams.retry import RetryPolicy

Handle = Callable[[NewsEvent], Awaitable[None]]

_BLOCK_MS = 2000  # below the timeout that an application's own broker has, 5 s
_SECONDS_BETWEEN_TRIES = 0.5
_DEFAULT_POLICY = RetryPolicy()
_log = structlog.get_logger(__name__)


class LiveRouter:
    """Router of one group: include `router` in the broker, and give the application `lifespan`.

    A handler that raises gets its event again by `policy`, until it is a dead letter. An event goes to every
    handler that asked for its topics, one after the other; where one fails, to all of them again.
    """

    def __init__(
        self, redis_url: str, group: str, *, worker: str = "1", policy: RetryPolicy = _DEFAULT_POLICY
    ) -> None:
        self.router = new_router()
        self._redis = connect(redis_url)
        self._group = Group(redis_url, group, worker, policy=policy)
        self._handles: list[tuple[Topics, Handle]] = []
        self._reader = self._group.reader(self.router, self._redis, self._dispatch, _BLOCK_MS)
        self._reader.restarts = False  # FastStream ends an application whose group vanished

    def on(self, topics: Topics = EVERYTHING) -> Callable[[Handle], Handle]:
        """Registers the decorated function for events of these topics."""

        def register(handle: Handle) -> Handle:
            self._handles.append((topics, handle))
            return handle

        return register

    @asynccontextmanager
    async def lifespan(self) -> AsyncGenerator[None]:
        """Makes the group before the broker starts, and reclaims while the application runs."""
        while True:
            try:
                await ensure_groups(self._redis, self._reader.streams, self._group.name)
                break
            except StoreUnavailableError as error:
                _log.warning("client.waiting", reason=str(error))
                await asyncio.sleep(_SECONDS_BETWEEN_TRIES)
        async with OwnedTasks(end_process) as tasks:
            tasks.start("reclaim of the live log", self._reader.run())
            tasks.start("heartbeat of the live log", self._reader.heartbeat())
            yield
            await self._reader.stop()
        await self._redis.aclose()

    async def _dispatch(self, event: NewsEvent) -> None:
        for topics, handle in self._handles:
            if topics.admits(event.data):
                await handle(event)
