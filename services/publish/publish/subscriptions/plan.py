"""Plan of one subscription's deliveries: order kept for each article, none waits for another's. Pure.

Holds no text: an entry is named by its cursor, and rendered from the log when its attempt begins.
"""

import heapq
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum, auto

from newsroom.streams.cursor import Cursor
from publish.subscriptions.model import Undelivered


@dataclass(frozen=True, slots=True)
class Owed:
    """Entry of the log that is owed to a subscriber; a replayed one comes after all that is new."""

    cursor: Cursor
    article_id: str
    withdrawal: bool = False
    replayed: bool = False


class _Stage(Enum):
    READY = auto()
    WAITING = auto()
    IN_FLIGHT = auto()


@dataclass(slots=True)
class _Article:
    """Entries of one article, in the log's order; all are attempted before any later one is."""

    entries: list[Owed] = field(default_factory=list[Owed])
    failures: int = 0
    due: float = 0.0
    stage: _Stage = _Stage.READY
    ticket: int = 0

    @property
    def withdrawn(self) -> bool:
        return self.entries[0].withdrawal

    @property
    def replayed(self) -> bool:
        return all(owed.replayed for owed in self.entries)


class Plan:
    """Entries that are owed, by article. Times are seconds since 1970."""

    articles_to_fail = 3  # one article that a receiver cannot take is not the receiver's failure

    def __init__(self) -> None:
        self._articles: dict[str, _Article] = {}
        self._urgent: deque[tuple[str, int]] = deque()
        self._ready: deque[tuple[str, int]] = deque()
        self._replayed: deque[tuple[str, int]] = deque()
        self._waiting: list[tuple[float, str, int]] = []
        self._tickets = 0
        self.count = 0

    @classmethod
    def of(cls, undelivered: Iterable[Undelivered]) -> "Plan":
        """The plan as it was saved."""
        plan = cls()
        for saved in undelivered:
            entries = [
                Owed(Cursor.parse(cursor), saved.article_id, saved.withdrawal and n == 0)
                for n, cursor in enumerate(saved.cursors)
            ]
            article = _Article(entries, saved.failures, saved.due_at.timestamp())
            plan._articles[saved.article_id] = article
            plan.count += len(entries)
            plan._place(saved.article_id, article)
        return plan

    def offer(self, owed: Owed) -> None:
        """Adds an entry in its article's order; one that is there already is not added again."""
        article = self._articles.get(owed.article_id)
        if article is None:
            article = self._articles[owed.article_id] = _Article([owed])
            self.count += 1
            self._place(owed.article_id, article)
        elif all(owed.cursor != known.cursor for known in article.entries):
            position = len(article.entries)
            while position and article.entries[position - 1].cursor > owed.cursor:
                position -= 1
            if position == 0 and not (owed.replayed and article.stage is not _Stage.IN_FLIGHT):
                return  # what a withdrawal replaced, or a repeat of what was confirmed
            was_replayed = article.replayed
            article.entries.insert(position, owed)
            self.count += 1
            if was_replayed and not owed.replayed and article.stage is _Stage.READY:
                self._place(owed.article_id, article)

    def withdraw(self, owed: Owed) -> bool:
        """Puts a withdrawal in the place of what is owed of its article before it, due at once.

        True where an attempt of that article is in flight, which is to be broken off.
        """
        article = self._articles.get(owed.article_id)
        if article is None:
            article = self._articles[owed.article_id] = _Article([owed])
            self.count += 1
            self._place(owed.article_id, article)
            return False
        if any(owed.cursor <= known.cursor and known.withdrawal for known in article.entries):
            return False
        in_flight = article.stage is _Stage.IN_FLIGHT
        later = [known for known in article.entries if known.cursor > owed.cursor]
        self.count += 1 + len(later) - len(article.entries)
        article.entries[:] = [owed, *later]
        article.failures, article.due = 0, 0.0
        self._place(owed.article_id, article)
        return in_flight

    def replaces(self, withdrawal: Owed, attempted: Sequence[Owed]) -> bool:
        """Whether an attempt in flight is broken off by a withdrawal: one of its article is."""
        return any(owed.article_id == withdrawal.article_id for owed in attempted)

    def take(
        self, now: float, most: int, *, urgent_only: bool = False, first_attempts_only: bool = False
    ) -> tuple[Owed, ...]:
        """Up to `most` entries to attempt together, those of a withdrawal before all others.

        An article is in one attempt at a time, with its entries in order. One that failed is attempted
        alone, so that what a receiver cannot take holds up nothing else of its batch.
        """
        self._wake(now)
        taken: list[Owed] = []
        sources = (self._urgent,) if urgent_only else (self._urgent, self._ready, self._replayed)
        for source in sources:
            passed: list[tuple[str, int]] = []
            while source and len(taken) < most:
                article_id, ticket = source.popleft()
                article = self._articles.get(article_id)
                if article is None or article.ticket != ticket or article.stage is not _Stage.READY:
                    continue
                if article.failures and (first_attempts_only or taken):
                    passed.append((article_id, ticket))
                    continue
                article.stage = _Stage.IN_FLIGHT
                taken += article.entries[: most - len(taken)]
                if article.failures:
                    most = len(taken)
            source.extendleft(reversed(passed))
        return tuple(taken)

    def confirm(self, attempted: Iterable[Owed]) -> None:
        """Strikes entries off; what else their articles owe is ready."""
        for article_id, article, cursors in self._attempted(attempted):
            kept = [owed for owed in article.entries if owed.cursor not in cursors]
            self.count -= len(article.entries) - len(kept)
            article.entries = kept
            article.failures, article.due = 0, 0.0
            if kept:
                self._place(article_id, article)
            else:
                del self._articles[article_id]

    def fail(self, attempted: Iterable[Owed], due: float) -> None:
        """Puts articles off until `due`."""
        for article_id, article, cursors in self._attempted(attempted):
            if article.entries[0].cursor in cursors:
                article.failures += 1
                article.due = due
            self._place(article_id, article)

    def give_back(self, attempted: Iterable[Owed]) -> None:
        """Takes articles back whose attempt was broken off: they are ready as before."""
        for article_id, article, _ in self._attempted(attempted):
            self._place(article_id, article)

    def drop(self, article_ids: Iterable[str]) -> None:
        """Strikes off all that is owed of some articles, unless an attempt is in flight."""
        for article_id in list(article_ids):
            article = self._articles.get(article_id)
            if article is not None and article.stage is not _Stage.IN_FLIGHT:
                self.count -= len(article.entries)
                del self._articles[article_id]

    def retry_all(self) -> None:
        """Makes everything that waits due: the endpoint answers again."""
        for article_id, article in self._articles.items():
            if article.stage is _Stage.WAITING:
                article.due = 0.0
                self._place(article_id, article)

    def wake_first(self) -> None:
        """Makes what waits and is due first due now: a probe of an endpoint that fails."""
        if not self.has_ready and (due := self.next_due()) is not None:
            self._wake(due)

    def failures_of(self, attempted: Sequence[Owed]) -> int:
        """The most failed attempts among these entries' articles."""
        known = (self._articles.get(owed.article_id) for owed in attempted)
        return max((article.failures for article in known if article is not None), default=0)

    def next_due(self) -> float | None:
        """The instant at which something waiting is due; None where nothing waits."""
        while self._waiting:
            due, article_id, ticket = self._waiting[0]
            article = self._articles.get(article_id)
            if article is not None and article.ticket == ticket and article.stage is _Stage.WAITING:
                return due
            heapq.heappop(self._waiting)
        return None

    @property
    def has_ready(self) -> bool:
        """Whether an attempt could begin now."""
        return bool(self._urgent or self._ready or self._replayed)

    def floor(self) -> Cursor | None:
        """The lowest entry that `undelivered` does not name, None without one."""
        return min(
            (
                owed.cursor
                for article in self._articles.values()
                if not _is_saved(article)
                for owed in article.entries
                if not owed.replayed
            ),
            default=None,
        )

    def undelivered(self) -> tuple[Undelivered, ...]:
        """Entries to save: those that have failed, and withdrawals. The rest is above `floor`."""
        return tuple(
            Undelivered(
                article_id=article_id,
                cursors=tuple(str(owed.cursor) for owed in article.entries),
                failures=article.failures,
                due_at=datetime.fromtimestamp(article.due, UTC),
                withdrawal=article.withdrawn,
            )
            for article_id, article in self._articles.items()
            if _is_saved(article)
        )

    @property
    def has_replayed(self) -> bool:
        """Whether anything of a replay is left."""
        return any(owed.replayed for article in self._articles.values() for owed in article.entries)

    def articles(self) -> Iterable[tuple[str, Cursor, bool]]:
        """The first entry of each article: its id, cursor, and whether it is a withdrawal."""
        return [(a_id, a.entries[0].cursor, a.withdrawn) for a_id, a in self._articles.items()]

    def _attempted(self, attempted: Iterable[Owed]) -> list[tuple[str, _Article, set[Cursor]]]:
        by_article: dict[str, set[Cursor]] = {}
        for owed in attempted:
            by_article.setdefault(owed.article_id, set()).add(owed.cursor)
        # An article whose withdrawal replaced the attempt is not in flight any more, and stays as it is.
        return [
            (article_id, article, cursors)
            for article_id, cursors in by_article.items()
            if (article := self._articles.get(article_id)) is not None
            and article.stage is _Stage.IN_FLIGHT
            and any(owed.cursor in cursors for owed in article.entries)
        ]

    def _place(self, article_id: str, article: _Article) -> None:
        self._tickets += 1
        article.ticket = self._tickets
        if article.due > 0:
            article.stage = _Stage.WAITING
            heapq.heappush(self._waiting, (article.due, article_id, article.ticket))
            return
        article.stage = _Stage.READY
        queue = self._urgent if article.withdrawn else self._replayed if article.replayed else self._ready
        queue.append((article_id, article.ticket))

    def _wake(self, now: float) -> None:
        while (due := self.next_due()) is not None and due <= now:
            _, article_id, _ = heapq.heappop(self._waiting)
            article = self._articles[article_id]
            article.due = 0.0
            self._place(article_id, article)


def _is_saved(article: _Article) -> bool:
    return article.failures > 0 or article.withdrawn
