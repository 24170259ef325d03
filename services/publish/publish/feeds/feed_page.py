"""Pages of a feed, and the opaque token that names the next one (keyset pagination)."""

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, TypeVar

from newsroom.events.identity import is_article_id
from newsroom.events.live import PublicItem

ItemT = TypeVar("ItemT", bound=PublicItem)


class MalformedTokenError(ValueError):
    """A page token that we never gave out."""


@dataclass(frozen=True, slots=True)
class PageToken:
    """The end of a page of a feed: the next one begins below this article, whatever arrives above."""

    published_at: datetime
    article_id: str

    def encode(self) -> str:
        """The token as given to consumers, who take it for opaque."""
        milliseconds = round(self.published_at.timestamp() * 1000)
        return base64.urlsafe_b64encode(f"{milliseconds}.{self.article_id}".encode()).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str) -> "PageToken":
        """Raises MalformedTokenError."""
        try:
            plain = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii")
            milliseconds, _, article_id = plain.partition(".")
            instant = datetime.fromtimestamp(int(milliseconds) / 1000, UTC)
        except (binascii.Error, UnicodeError, ValueError, OverflowError, OSError) as error:
            raise MalformedTokenError("write the page token as it was given in `next`") from error
        if not is_article_id(article_id):
            raise MalformedTokenError("write the page token as it was given in `next`")
        return cls(instant, article_id)


@dataclass(frozen=True, slots=True)
class FeedPage(Generic[ItemT]):
    """Page of a feed, newest first. `following` is where the next page begins, None at the end.

    `changed_at` is the instant of the last change in it, None where it is empty. `settled` is true where
    each item's last change is archived, so that its cursor is there. `as_of` is the position of the live log
    that a page of hits reflects, where it may be behind what is shown.
    """

    items: list[ItemT]
    following: PageToken | None
    changed_at: datetime | None = None
    settled: bool = True
    as_of: str | None = None
