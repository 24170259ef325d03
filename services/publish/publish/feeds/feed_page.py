"""Pages of a feed, and the opaque token that names the next one (keyset pagination)."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, TypeVar

from newsroom.events.identity import is_article_id
from newsroom.events.live import PublicItem
from publish.http.page_token import MalformedTokenError, decode_token, encode_token

ItemT = TypeVar("ItemT", bound=PublicItem)


@dataclass(frozen=True, slots=True)
class PageToken:
    """The end of a page of a feed: the next one begins below this article, whatever arrives above."""

    first_published_at: datetime
    article_id: str

    def encode(self) -> str:
        """The token as given to consumers, who take it for opaque."""
        return encode_token(round(self.first_published_at.timestamp() * 1000), self.article_id)

    @classmethod
    def decode(cls, text: str) -> "PageToken":
        """Raises MalformedTokenError."""
        milliseconds, article_id = decode_token(text)
        if not is_article_id(article_id):
            raise MalformedTokenError
        try:
            return cls(datetime.fromtimestamp(milliseconds / 1000, UTC), article_id)
        except (ValueError, OverflowError, OSError) as error:
            raise MalformedTokenError from error


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
