"""Health of an endpoint: how much is sent to it at once, and when it is left alone. Pure."""

from dataclasses import dataclass, field

from publish.subscriptions.schedule import Schedule

MOST_AT_ONCE = 8
_FIRST_AT_ONCE = 2  # a receiver that hangs from the first takes few places of its host's


@dataclass(slots=True)
class Health:
    """Circuit breaker with an adaptive limit (AIMD) of attempts at once. Times are seconds since 1970.

    It opens once `articles_to_fail` articles have failed in a row.
    """

    schedule: Schedule
    articles_to_fail: int
    failing_since: float | None = None
    blocked_until: float = 0.0
    failures: int = 0
    limit: int = _FIRST_AT_ONCE
    _failed: set[str] = field(default_factory=set[str])

    @property
    def is_failing(self) -> bool:
        """Whether the endpoint fails altogether, and is only probed."""
        return len(self._failed) >= self.articles_to_fail

    @property
    def at_once(self) -> int:
        return 1 if self.is_failing else self.limit

    def open(self) -> None:
        """Takes the endpoint for failing, as it was when its state was saved."""
        self._failed.update(str(n) for n in range(self.articles_to_fail))

    def succeeded(self) -> bool:
        """Notes a success; True where it ends a failure."""
        was_failing = self.is_failing
        self._failed.clear()
        self.failing_since, self.blocked_until, self.failures = None, 0.0, 0
        self.limit = min(self.limit + 1, MOST_AT_ONCE)
        return was_failing

    def failed(self, article_id: str, now: float, chance: float) -> bool:
        """Notes a failure, a batch's by its first article; True where the endpoint is failing from now on."""
        was_failing = self.is_failing
        self.failures += 1
        self.failing_since = now if self.failing_since is None else self.failing_since
        self.limit = max(1, self.limit // 2)
        if len(self._failed) < self.articles_to_fail:
            self._failed.add(article_id)
        if self.is_failing:
            wait = min(self.schedule.delay(self.failures, chance), self.schedule.probe_longest)
            self.blocked_until = max(self.blocked_until, now + wait)
        return self.is_failing and not was_failing

    def slowed(self, retry_after: float | None, now: float, chance: float) -> None:
        """Leaves the endpoint alone for as long as it asked."""
        self.limit = 1
        self.failures += 1
        self.failing_since = now if self.failing_since is None else self.failing_since
        wait = self.schedule.slowed(retry_after, self.failures, chance)
        self.blocked_until = max(self.blocked_until, now + wait)

    def is_lost(self, now: float) -> bool:
        """Whether it has failed for so long that it is paused."""
        return self.failing_since is not None and now - self.failing_since >= self.schedule.pause_after
