"""Places in the live log, and places in a feed."""

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from newsroom.events.identity import is_article_id
from newsroom.events.live import LiveChange

BEGINNING = "0-0"
_CURSOR = re.compile(r"(\d{1,15})-(\d{1,12})")


@dataclass(frozen=True, slots=True)
class LoggedChange:
    """A live change where it stands in the log."""

    cursor: str
    live: LiveChange
    encoded: bytes


class MalformedTokenError(ValueError):
    """A cursor or page token that we never gave out."""


def parse_cursor(text: str) -> str:
    """A consumer's cursor: an entry id of the live log. Raises MalformedTokenError."""
    if _CURSOR.fullmatch(text) is None:
        raise MalformedTokenError("write a cursor as it was given: in an answer's cursor or an event's id")
    return text


@dataclass(frozen=True, slots=True)
class PageToken:
    """Where a page of a feed ends: the next one begins below this article, whatever arrives above."""

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
