"""How long the live log's archive is kept: what may be resumed from, and what is deleted.

Deleting comes an hour behind what is told to be kept, so that whoever has just begun at the oldest entry
reads on without a gap.
"""

from dataclasses import dataclass

from newsroom.runtime.clock import Clock
from newsroom.streams.upkeep import oldest_kept_ms

_HOURS_A_DAY = 24
_HOURS_BEHIND = 1


@dataclass(frozen=True, slots=True)
class Keeping:
    """The archive's retention in days; 0 is for ever."""

    clock: Clock
    days: float

    def kept_since_ms(self) -> int:
        """The instant, in milliseconds since 1970, before which nobody begins."""
        return self._ago(0.0)

    def deleted_before_ms(self) -> int:
        """The instant before which entries go."""
        return self._ago(_HOURS_BEHIND)

    def _ago(self, hours: float) -> int:
        if not self.days:
            return 0
        return max(0, oldest_kept_ms(self.clock, self.days * _HOURS_A_DAY + hours))
