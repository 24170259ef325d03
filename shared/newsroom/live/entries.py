"""Entries of the live log as the hub takes them, and the port they are read through."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol, Self

from newsroom.events.topics import Filter, Topic
from newsroom.live.resume import ExpiredCursor
from newsroom.streams.cursor import Cursor, Since

WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class LiveEntry:
    """Entry of the live log.

    `cursor` is its entry id, `event` the CloudEvent as JSON in UTF-8 without a line break.
    `only_headline` is that of a change that hides all that was said of its article before, else None.
    """

    cursor: str
    event: bytes
    change: str
    article_id: str
    topics_before: frozenset[Topic] = field(default_factory=frozenset[Topic])
    topics_after: frozenset[Topic] = field(default_factory=frozenset[Topic])
    only_headline: str | None = None


@dataclass(frozen=True, slots=True)
class LogPage:
    """Entries that a filter wants, in order, among those above a cursor.

    `reached` is the cursor up to which all were looked at, None where nothing is above; `size` their bytes.
    """

    entries: Sequence[LiveEntry]
    reached: str | None
    size: int = 0

    @classmethod
    def of(cls, entries: Sequence[LiveEntry], wanted: Filter) -> Self:
        """The page of entries that were decoded whole."""
        matching = [e for e in entries if wanted.matches_change(e.topics_before, e.topics_after)]
        reached = entries[-1].cursor if entries else None
        return cls(matching, reached, sum(len(entry.event) for entry in entries))


class LogReader(Protocol):
    """The live log. Every call may raise StoreUnavailableError; the hub tries again.

    What is read here is public: a reader leaves out, or rewrites, what a later withdrawal hides.
    """

    def tail(self, after: str) -> AsyncIterator[Sequence[LiveEntry]]:
        """Batches of entries above `after`, in order, as they come, for ever; an empty one where none came.

        What was above `after` before an empty batch was asked for has been given before it.
        """
        ...

    async def recent(self, limit: int) -> Sequence[LiveEntry]:
        """The last `limit` entries, oldest first: they warm the rings at the start."""
        ...

    async def page(self, after: str, wanted: Filter, limit: int) -> LogPage:
        """Up to `limit` entries above `after` that a filter wants; others are passed over unread."""
        ...

    async def resume(self, wanted: Cursor | Since) -> Cursor | ExpiredCursor:
        """The cursor to begin after, by what the log keeps; see `from_log`."""
        ...

    async def latest(self) -> str:
        """The highest cursor ever given to an entry, `0-0` where there was none."""
        ...
