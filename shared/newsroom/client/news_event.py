"""Typed event of the live log, the same by whichever way it came."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from newsroom.events.envelope import Event
from newsroom.events.live import Change, LiveChange, PublicArticle, Tombstone


@dataclass(slots=True, eq=False)
class NewsEvent:
    """One change of one article, with its cursor in the live log.

    It may come more than once, always under the same `key`, and an older one after a newer: an effect that
    must not happen twice goes with its key, and a copy ignores a `seq` that is not above its article's.
    """

    cursor: str
    event: Event[LiveChange]
    failure: Exception | None = None
    """The error that `attempt` caught."""

    @property
    def key(self) -> str:
        """The event's id, by what it says: the same at every delivery, and in every other way of delivery."""
        return self.event.id

    @property
    def id(self) -> str:
        """The article's id."""
        return self.event.subject

    @property
    def data(self) -> LiveChange:
        return self.event.data

    @property
    def change(self) -> Change:
        return self.data.change

    @property
    def seq(self) -> int:
        return self.data.seq

    @property
    def article(self) -> PublicArticle | Tombstone:
        return self.data.article

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """One attempt at the event: an error in the block is kept, and the event comes again after a backoff.

        After the last attempt it becomes a dead letter where there are any, at once where the error is a
        RejectedError. A StoreUnavailableError is an outage, which is no attempt.
        """
        try:
            yield
        except Exception as error:  # noqa: BLE001 - the edge to a subscriber's code: any error is an outcome
            self.failure = error
