"""Source of everything: publish's archive, and behind its last event a consumer group on Redis.

Install it with `newsroom[httpx,redis]`.
"""

import asyncio

import structlog

from newsroom.client.handoff import Deliver
from newsroom.client.publish_log import PublishLog
from newsroom.client.stream_group import StreamGroup
from newsroom.stores.errors import StoreUnavailableError

_SECONDS_BETWEEN_TRIES = 0.5
_log = structlog.get_logger(__name__)


class CatchUp:
    """Source of the log's past by pages, then of a group made behind it. A group that is there just goes on.

    Until the group is made, whoever starts again begins the past anew: events come again, none is missed.
    """

    def __init__(self, past: PublishLog, group: StreamGroup) -> None:
        self._past = past
        self._group = group

    async def run(self, deliver: Deliver) -> None:
        while True:
            try:
                if not await self._group.exists():
                    # The stream keeps what the archive may lack yet: nothing falls between the two.
                    await self._group.create_behind(await self._past.catch_up(deliver))
                break
            except StoreUnavailableError as error:
                _log.warning("client.waiting", reason=str(error))
                await asyncio.sleep(_SECONDS_BETWEEN_TRIES)
        await self._group.run(deliver)

    async def stop(self) -> None:
        await self._group.stop()
