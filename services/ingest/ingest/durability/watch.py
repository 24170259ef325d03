"""The watch over Redis: its durability, its memory, and whether it holds ingest's numbers."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import structlog

from ingest.articles.refusals import memory_short, unavailable
from ingest.durability.redis_settings import RedisFacts, Verdict, judge
from newsroom.runtime import metrics
from newsroom.stores.errors import StoreUnavailableError
from newsroom.stores.periodic import Periodic

_log = structlog.get_logger(__name__)
_NOT_LOOKED = Verdict(("Redis has not been looked at yet",))
_SECONDS_BETWEEN_LOOKS = 1.0


@dataclass(slots=True)
class DurabilityWatch:
    """Keeps the verdict that every post is held against: the gate of the pipeline.

    `ensure_numbers` restores ingest's numbers where Redis lost them, and raises StoreUnavailableError while
    that cannot be done.
    """

    read_facts: Callable[[], Awaitable[RedisFacts]]
    ensure_numbers: Callable[[], Awaitable[None]]
    memory_ceiling: float
    verdict: Verdict = field(default=_NOT_LOOKED)

    def task(self) -> Periodic:
        """The periodic look."""
        return Periodic("durability", _SECONDS_BETWEEN_LOOKS, self.look)

    async def look(self) -> None:
        """Looks once."""
        try:
            facts = await self.read_facts()
            _measure(facts)
            verdict = judge(facts, self.memory_ceiling)
            await self.ensure_numbers()
        except StoreUnavailableError as error:
            verdict = Verdict((str(error),))
        if verdict != self.verdict:
            _log.warning("durability.verdict", reasons=verdict.reasons, memory_short=verdict.memory_short)
        self.verdict = verdict

    @property
    def is_open(self) -> bool:
        """Whether anything may be taken now."""
        return not self.verdict.reasons and not self.verdict.memory_short

    def check(self, *, is_kill: bool = False) -> None:
        """Raises ProblemError where nothing may be taken now; room is reserved for withdrawals."""
        if self.verdict.reasons:
            raise unavailable("; ".join(self.verdict.reasons))
        if self.verdict.memory_short and not is_kill:
            raise memory_short()


def _measure(facts: RedisFacts) -> None:
    metrics.REDIS_USED.set(facts.used_memory)
    if facts.maxmemory > 0:
        metrics.REDIS_LIMIT.set(facts.maxmemory)
