"""Retention of the live log's archive: the oldest cursor to resume from, and the entries to delete.

Deletion comes an hour behind the advertised retention, so that a reader that has just begun at the oldest
entry reads on without a gap.
"""

from dataclasses import dataclass

from newsroom.runtime.clock import Clock
from newsroom.streams.upkeep import oldest_kept_ms

_HOURS_A_DAY = 24
_HOURS_BEHIND = 1


@dataclass(frozen=True, slots=True)
class ArchiveRetention:
    """The archive's retention in days; 0 is for ever."""

    clock: Clock
    days: float

    def resumable_since_ms(self) -> int:
        """The instant, in milliseconds since 1970, before which no reader begins."""
        return self._ago(0.0)

    def deleted_before_ms(self) -> int:
        """The instant before which entries are deleted."""
        return self._ago(_HOURS_BEHIND)

    def _ago(self, hours: float) -> int:
        if not self.days:
            return 0
        return max(0, oldest_kept_ms(self.clock, self.days * _HOURS_A_DAY + hours))
