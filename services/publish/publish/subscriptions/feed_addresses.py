"""Addresses of our feeds, as topics of WebSub: which feed one names, and what a feed's is. Pure."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from publish.subscriptions.model import Topics

_CATEGORY = re.compile(r"[a-z0-9-]{1,100}")


@dataclass(frozen=True, slots=True)
class FeedAddress:
    """A feed: its language, its category where it is of one, and its format by the address's suffix."""

    language: str
    category: str | None
    suffix: str

    @property
    def topics(self) -> Topics:
        """The topics whose changes change the feed."""
        return Topics(lang=(self.language,), category=(self.category,) if self.category else ())


@dataclass(frozen=True, slots=True)
class FeedAddresses:
    """Addresses under `base` (no trailing slash), by the configured languages and formats."""

    base: str
    languages: Collection[str]
    suffixes: Collection[str]

    def url(self, feed: FeedAddress) -> str:
        category = f"{feed.category}/" if feed.category else ""
        return f"{self.base}/{feed.language}/{category}feed.{feed.suffix}"

    def parse(self, url: str) -> FeedAddress | None:
        """The feed that an address names, None where it is none of ours."""
        if not url.startswith(f"{self.base}/"):
            return None
        match url.removeprefix(f"{self.base}/").split("/"):
            case [language, name]:
                category = None
            case [language, category, name] if _CATEGORY.fullmatch(category):
                pass
            case _:
                return None
        file, _, suffix = name.partition(".")
        if file != "feed" or suffix not in self.suffixes or language not in self.languages:
            return None
        return FeedAddress(language, category, suffix)
