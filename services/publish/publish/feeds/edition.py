"""One feed, whatever the format: what it is called, where it is and what is in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from newsroom.events.live import PublicArticle
from publish.feeds.timestamps import modified

# Of a feed that is empty: it must say some instant, and a clock would change its bytes.
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Edition:
    """A feed of articles in one language, newest first.

    `id` never changes; `address` is the feed's own in the format at hand, `home` its page.
    `languages` are all that are configured, the one for readers of other languages first.
    """

    id: str
    title: str
    publisher: str
    language: str
    home: str
    address: str
    languages: Sequence[str]
    articles: Sequence[PublicArticle]

    @property
    def updated(self) -> datetime:
        """The newest change in the feed."""
        return max(map(modified, self.articles), default=_NEVER)
