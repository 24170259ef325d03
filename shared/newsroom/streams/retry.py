"""When an entry is tried again, and when it has been tried enough."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """`attempts` by a handler that raised; seconds double from `first_delay` up to `longest_delay`.

    An entry that kills its worker is never seen to raise, only to be delivered: it is parked after
    `attempts` x `deaths_an_attempt` deliveries. What a consumer holds is
    taken over when it has not been heard of for `silent_after`, or has held it for `abandoned_after`, which
    is above the longest batch, so that no live consumer is robbed.
    """

    attempts: int = 5
    first_delay: float = 0.5
    longest_delay: float = 30.0
    deaths_an_attempt: int = 3
    silent_after: float = 5.0
    abandoned_after: float = 60.0

    def delay(self, attempts: int) -> float:
        """Seconds to wait after so many attempts."""
        return min(self.longest_delay, self.first_delay * 2.0 ** max(0, min(attempts, 32) - 1))

    @property
    def deliveries(self) -> int:
        """Deliveries after which an entry is taken to kill its workers."""
        return self.attempts * self.deaths_an_attempt
