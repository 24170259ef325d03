"""Reclaim of pending entries: this consumer's own, and those of consumers that are silent or stuck.

Its own are those that failed here or that an earlier life of it left; a stuck consumer holds an entry for
longer than any batch lasts.
"""

from dataclasses import dataclass

import structlog

from newsroom.streams.consumer import Consumer
from newsroom.streams.redis_commands import PendingEntry, claim, consumer_infos, pending_entries

_log = structlog.get_logger(__name__)
_BATCH = 200


@dataclass(slots=True)
class Reclaimer:
    """Redelivers pending entries to its consumer; parks those that keep ending their worker."""

    consumer: Consumer
    name: str
    least_idle_ms: int = 0
    """Below it nothing is taken: the reply that delivers an entry may be on its way."""
    found_pending: bool = False
    """Whether entries waited in the last pass that are not in hand here: of others, or due for a try."""

    async def sweep(self, stream: str) -> int:
        """One pass over a stream (its name in Redis); returns the number of claimed entries."""
        pending = await self._pending(stream)
        waiting = [p for p in pending if self.consumer.may_be_tried(stream, p.id)]
        self.found_pending |= bool(waiting)
        due = [p for p in waiting if p.idle_ms >= self.least_idle_ms]
        if not due:
            return 0
        entries = await claim(
            self.consumer.redis, stream, self.consumer.group, self.name, [p.id for p in due]
        )
        fatal = {p.id: p.deliveries for p in due if p.deliveries >= self.consumer.policy.deliveries}
        for entry in entries:
            if entry.id in fatal:
                reason = f"delivered {fatal[entry.id]} times and never finished: it ends its worker"
                await self.consumer.park(entry, reason, fatal[entry.id])
        alive = [entry for entry in entries if entry.id not in fatal]
        if alive:
            _log.info("consumer.reclaimed", stream=stream, group=self.consumer.group, entries=len(alive))
            await self.consumer.handle(alive)
        return len(entries)

    async def _pending(self, stream: str) -> list[PendingEntry]:
        redis, group, policy = self.consumer.redis, self.consumer.group, self.consumer.policy
        pending: list[PendingEntry] = []
        holders = [holder for holder in await consumer_infos(redis, stream, group) if holder.pending]
        self.found_pending = any(holder.name != self.name for holder in holders)
        for holder in holders:
            is_gone = holder.idle_ms >= policy.silent_after * 1000
            idle_ms = None if is_gone or holder.name == self.name else int(policy.abandoned_after * 1000)
            pending += await pending_entries(
                redis, stream, group, count=_BATCH, consumer=holder.name, idle_ms=idle_ms
            )
        return pending
