"""Plan of a feed's deliveries: whatever changed in it, what is owed is one ping of the whole feed. Pure.

A later change takes an earlier one's place, so that a burst is one ping and an outage leaves one behind.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from newsroom.streams.cursor import Cursor
from publish.subscriptions.model import Undelivered
from publish.subscriptions.plan import Owed

# Seconds for which changes are gathered at most. Pings begin at whole multiples of it, and not a while after
# each change: so all who are sent the same feed are at the same moment, and it is read once for them.
GATHER = 1.0


class FeedPlan:
    """Ping that is owed, named by the last change that it is for. Times are seconds since 1970."""

    articles_to_fail = 1  # a ping is of no article: what is refused is the feed
    has_replayed = False

    def __init__(self) -> None:
        self._owed: Owed | None = None
        self._in_flight: Owed | None = None
        self._due: float | None = None  # None until `take` has seen the first change; 0 is due
        self._failures = 0

    @classmethod
    def of(cls, undelivered: Iterable[Undelivered]) -> "FeedPlan":
        """The plan as it was saved."""
        plan = cls()
        for saved in undelivered:
            cursor = max(map(Cursor.parse, saved.cursors))
            plan._owe(Owed(cursor, saved.article_id, saved.withdrawal))
            plan._failures, plan._due = saved.failures, saved.due_at.timestamp()
        return plan

    @property
    def count(self) -> int:
        return (self._owed is not None) + (self._in_flight is not None)

    def offer(self, owed: Owed) -> None:
        """Adds a change; one that a ping in flight is for is not added again."""
        if self._in_flight is None or owed.cursor > self._in_flight.cursor:
            self._owe(owed)

    def withdraw(self, owed: Owed) -> bool:
        """Adds a withdrawal, due at once.

        True where a ping is in flight that may have the withdrawn text, and is to be broken off. One that is
        for a withdrawal itself is not, or many at once would let none of them arrive.
        """
        flight = self._in_flight
        if any(known and known.withdrawal and owed.cursor <= known.cursor for known in (flight, self._owed)):
            return False
        self._owe(owed)
        self._due, self._failures = 0.0, 0
        if flight is None or flight.withdrawal:
            return False
        self._in_flight = None
        self._owe(flight)
        return True

    def replaces(self, withdrawal: Owed, attempted: Sequence[Owed]) -> bool:
        """Whether an attempt in flight is broken off by a withdrawal: any is, whatever article it is of."""
        del withdrawal, attempted
        return True

    def take(
        self, now: float, most: int, *, urgent_only: bool = False, first_attempts_only: bool = False
    ) -> tuple[Owed, ...]:
        """The ping, where it is due and none is in flight."""
        del most
        owed = self._owed
        if owed is None or self._in_flight is not None:
            return ()
        if self._due is None:
            self._due = (now // GATHER + 1) * GATHER
        if now < self._due:
            return ()
        self._due = 0.0
        if (urgent_only and not owed.withdrawal) or (first_attempts_only and self._failures):
            return ()
        self._owed, self._in_flight, self._due = None, owed, None
        return (owed,)

    def confirm(self, attempted: Iterable[Owed]) -> None:
        """Strikes a ping off; what changed meanwhile is owed still."""
        if self._ends_flight(attempted) is not None:
            self._failures = 0

    def fail(self, attempted: Iterable[Owed], due: float) -> None:
        """Puts the ping off until `due`."""
        if (owed := self._ends_flight(attempted)) is not None:
            self._owe(owed)
            self._due = due
            self._failures += 1

    def give_back(self, attempted: Iterable[Owed]) -> None:
        """Takes a ping back that was broken off: it is ready as before."""
        if (owed := self._ends_flight(attempted)) is not None:
            self._owe(owed)
            self._due = 0.0

    def retry_all(self) -> None:
        """Makes a ping that failed due: the endpoint answers again."""
        if self._failures and self._owed is not None:
            self._due = 0.0

    def wake_first(self) -> None:
        """Makes what waits due now: a probe of an endpoint that fails."""
        if self._owed is not None:
            self._due = 0.0

    def failures_of(self, attempted: Sequence[Owed]) -> int:
        """Failed attempts in a row."""
        del attempted
        return self._failures

    def next_due(self) -> float | None:
        """The instant at which the ping is due; None where none waits, or it is due already."""
        return (self._due or None) if self._owed is not None and self._in_flight is None else None

    def floor(self) -> Cursor | None:
        """The entry that is owed and that `undelivered` does not name, None without one."""
        fresh = [owed.cursor for owed in self._known() if not self._is_saved(owed)]
        return min(fresh, default=None)

    def undelivered(self) -> tuple[Undelivered, ...]:
        """A ping to save: one that has failed, or that is for a withdrawal."""
        saved = [owed for owed in self._known() if self._is_saved(owed)]
        if not saved:
            return ()
        last = max(saved, key=lambda owed: owed.cursor)
        return (
            Undelivered(
                article_id=last.article_id,
                cursors=(str(last.cursor),),
                failures=self._failures,
                due_at=datetime.fromtimestamp(self._due or 0.0, UTC),
                withdrawal=any(owed.withdrawal for owed in saved),
            ),
        )

    def _known(self) -> list[Owed]:
        return [owed for owed in (self._in_flight, self._owed) if owed is not None]

    def _is_saved(self, owed: Owed) -> bool:
        return self._failures > 0 or owed.withdrawal

    def _owe(self, owed: Owed) -> None:
        """Owes the later of two changes; the ping is for a withdrawal where one of them is."""
        known = self._owed
        if known is None:
            self._owed = replace(owed, replayed=False)
            return
        later = max(known, owed, key=lambda either: either.cursor)
        self._owed = replace(later, withdrawal=known.withdrawal or owed.withdrawal, replayed=False)

    def _ends_flight(self, attempted: Iterable[Owed]) -> Owed | None:
        """The ping that was in flight; None where a withdrawal has taken its place."""
        flight = self._in_flight
        if flight is None or flight not in tuple(attempted):
            return None
        self._in_flight = None
        return flight
