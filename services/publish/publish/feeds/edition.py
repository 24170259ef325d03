"""Editions: one feed whatever the format, with its name, its addresses and its articles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from newsroom.events.live import PublicArticle
from publish.feeds.timestamps import modified
from publish.feeds.urns import feed_urn

HUB_PATH = "/websub"
# Of a feed that is empty: it must say some instant, and a clock would change its bytes.
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class FeedEdition:
    """A feed of articles in one language, newest first.

    `id` never changes; `address` is the feed's own in the format at hand, `home` its page, `hub` its hub's.
    `languages` are all that are configured, the one for readers of other languages first.
    """

    id: str
    title: str
    publisher: str
    language: str
    home: str
    address: str
    hub: str
    languages: Sequence[str]
    articles: Sequence[PublicArticle]

    @property
    def updated(self) -> datetime:
        """The newest change in the feed."""
        return max(map(modified, self.articles), default=_NEVER)


@dataclass(frozen=True, slots=True)
class Publication:
    """The publisher: its name, its pages' base (no trailing slash), its languages and its categories' names.

    `categories` gives names by slug and language.
    """

    name: str
    base: str
    languages: Sequence[str]
    categories: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])

    @property
    def hub(self) -> str:
        """The address of the hub that feeds are subscribed to at (WebSub)."""
        return f"{self.base}{HUB_PATH}"

    def edition(self, language: str, category: str | None) -> FeedEdition:
        """The feed of a language or of a category in it, without its address and still empty."""
        home = f"{self.base}/{language}/"
        title = self.name
        if category is not None:
            home += f"{category}/"
            title += f" · {self.categories.get(category, {}).get(language, category)}"
        return FeedEdition(
            id=feed_urn(language, category),
            title=title,
            publisher=self.name,
            language=language,
            home=home,
            address=home,
            hub=self.hub,
            languages=self.languages,
            articles=(),
        )
