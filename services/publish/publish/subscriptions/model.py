"""Model of a subscription: its terms, which the owner sets, and its progress, which the dispatcher writes."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from newsroom.events.live import Change
from newsroom.events.topics import Filter
from newsroom.streams.cursor import BEGINNING

Kind = Literal["stream", "webhook", "websub"]
State = Literal["active", "paused", "failing", "off"]
DEFAULT_LEASE = 10 * 86_400  # seconds
Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Topics(_Model):
    """Topics of a subscription: or within one name, and across names; an empty name admits everything."""

    lang: tuple[Name, ...] = Field(default=(), max_length=20)
    category: tuple[Name, ...] = Field(default=(), max_length=50)
    tag: tuple[Name, ...] = Field(default=(), max_length=50)
    change: tuple[Change, ...] = Field(default=(), max_length=10)

    @property
    def filter(self) -> Filter:
        return Filter(frozenset(self.lang), frozenset(self.category), frozenset(self.tag))


class SealedSecret(_Model):
    """Signing secrets of one creation or rotation, encrypted at rest; the public key is not secret."""

    id: str
    created_at: datetime
    sealed: str
    public_key: str


class FeedLease(_Model):
    """Terms of a `websub` subscription: a feed's address, and for how long changes of it are sent.

    `host` is the callback's. `until` is None until the subscriber has confirmed that it wants them. `secret`
    is encrypted.
    """

    feed: str
    host: str
    seconds: int
    until: datetime | None = None
    secret: str | None = None


class Undelivered(_Model):
    """Entries of one article that are still owed, in the log's order, after failed attempts."""

    article_id: str
    cursors: tuple[str, ...]
    failures: int
    due_at: datetime
    withdrawal: bool = False


class Replay(_Model):
    """Part of the log to be sent again: above `after`, up to `until`. `number` counts the owner's orders."""

    number: int
    after: str
    until: str


class Progress(_Model):
    """State of delivery. Everything up to `cursor` is confirmed, skipped or among `undelivered`.

    `token` is the fencing token of the dispatcher that wrote it. `withdrawals_first` is true once it has been
    handed what was withdrawn between its own place and the log's end, before all else.
    """

    cursor: str = BEGINNING
    last_confirmed: str | None = None
    undelivered: tuple[Undelivered, ...] = ()
    failing_since: datetime | None = None
    blocked_until: datetime | None = None
    replayed: int = 0
    withdrawals_first: bool = False
    token: int = 0

    def only_moved(self, since: "Progress") -> bool:
        """Whether nothing but the cursor has changed."""
        return self.cursor != since.cursor and self._beside_cursor == since._beside_cursor

    @property
    def _beside_cursor(self) -> tuple[object, ...]:
        return (
            *(self.last_confirmed, self.undelivered, self.failing_since),
            *(self.blocked_until, self.replayed, self.withdrawals_first),
        )


class Subscription(_Model):
    """Subscription as it is stored. `revision` rises with every change of its terms or state.

    `owner` is None of a subscriber that came to the feeds' hub, without a key.
    """

    id: str
    owner: str | None
    revision: int = 1
    created_at: datetime
    name: str
    kind: Kind
    topics: Topics = Topics()
    start: str = "now"
    state: State = "active"
    verified: bool = False
    max_age_hours: float | None = None
    contact: str | None = None
    url: str | None = None
    backup_url: str | None = None
    batch: int = 1
    secrets: tuple[SealedSecret, ...] = ()
    lease: FeedLease | None = None
    replay: Replay | None = None
    progress: Progress = Progress()

    def wants(self, change: str) -> bool:
        """Whether its kinds of change include this one; a withdrawal reaches whoever has the topic."""
        return change == "withdrawn" or not self.topics.change or change in self.topics.change
