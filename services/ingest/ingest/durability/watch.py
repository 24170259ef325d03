"""Watching over Redis: its durability, its memory, and whether it holds ingest's numbers."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import structlog

from ingest.articles.refusals import memory_short, unavailable
from ingest.durability.redis_settings import RedisFacts, Verdict, judge
from newsroom.stores.errors import StoreUnavailableError

_log = structlog.get_logger(__name__)
_NOT_LOOKED = Verdict(("Redis has not been looked at yet",))


@dataclass(slots=True)
class Watch:
    """Keeps the verdict that every post is held against.

    `ensure_numbers` restores ingest's numbers where Redis lost them, and raises StoreUnavailableError while
    that cannot be done.
    """

    read_facts: Callable[[], Awaitable[RedisFacts]]
    ensure_numbers: Callable[[], Awaitable[None]]
    memory_ceiling: float
    seconds_between_looks: float = 1.0
    verdict: Verdict = field(default=_NOT_LOOKED)

    async def run(self) -> None:
        """Looks for ever, until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(self.seconds_between_looks)

    async def look(self) -> None:
        """Looks once."""
        try:
            verdict = judge(await self.read_facts(), self.memory_ceiling)
            await self.ensure_numbers()
        except StoreUnavailableError as away:
            verdict = Verdict((str(away),))
        if verdict != self.verdict:
            _log.warning("redis", reasons=verdict.reasons, memory_short=verdict.memory_short)
        self.verdict = verdict

    def check(self) -> None:
        """Raises ProblemError where nothing may be taken now."""
        if self.verdict.reasons:
            raise unavailable("; ".join(self.verdict.reasons))
        if self.verdict.memory_short:
            raise memory_short()
