"""Retry policy: exponential backoff, the most attempts, and the limits of a reclaim."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Exponential backoff: delays double from `first_delay` up to `longest_delay`, in seconds.

    An entry becomes a dead letter after `attempts` failures. One that kills its worker never raises, it is
    only delivered: it becomes one after `attempts` x `deaths_an_attempt` deliveries. Other consumers
    reclaim the entries of a consumer that has been idle for `silent_after` seconds, or that has held them
    for `abandoned_after`, which is above the longest batch, so that a live consumer keeps its own.
    """

    attempts: int = 5
    first_delay: float = 0.5
    longest_delay: float = 30.0
    deaths_an_attempt: int = 3
    silent_after: float = 5.0
    abandoned_after: float = 60.0

    def delay(self, attempts: int) -> float:
        """Backoff in seconds after this many attempts."""
        return min(self.longest_delay, self.first_delay * 2.0 ** max(0, min(attempts, 32) - 1))

    @property
    def deliveries(self) -> int:
        """Deliveries after which an entry counts as fatal to its workers."""
        return self.attempts * self.deaths_an_attempt
