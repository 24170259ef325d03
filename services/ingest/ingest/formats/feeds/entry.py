"""A feed's entry as feedparser has it, with types."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A link of an entry; `content_type` and `language` are of what it leads to."""

    href: str
    relation: str
    content_type: str
    language: str | None


@dataclass(frozen=True, slots=True)
class FeedContent:
    """One text of an entry, and the media type it is in."""

    value: str
    content_type: str


class FeedEntry:
    """An entry, or the feed's head. feedparser's own names, and nothing of its types, are used."""

    def __init__(self, parsed: Any) -> None:  # Any: feedparser has no types
        # Its dictionaries answer for other names too, and warn when they do.
        self._parsed: dict[str, Any] = {str(name): value for name, value in dict.items(parsed)}

    def text(self, *names: str) -> str | None:
        """The first of these that holds a text."""
        return next((text for text in self.texts(*names) if text), None)

    def texts(self, *names: str) -> tuple[str | None, ...]:
        """The text of each."""
        return tuple(
            value.strip() if isinstance(value := self._parsed.get(name), str) else None for name in names
        )

    @property
    def guid(self) -> str | None:
        """The guid or id, empty where its element is."""
        [guid] = self.texts("id")
        return guid

    @property
    def language(self) -> str | None:
        return self.text("language")

    @property
    def author(self) -> str | None:
        """Names before addresses; of several, all."""
        authors = self._parsed.get("authors") or []
        names = dict.fromkeys(
            name for author in authors if (name := str(dict.get(author, "name") or "").strip())
        )
        return ", ".join(names) or self.text("author")

    @property
    def tags(self) -> tuple[str, ...]:
        labels = (dict.get(tag, "label") or dict.get(tag, "term") for tag in self._parsed.get("tags") or [])
        return tuple(str(tag) for tag in labels if tag)

    @property
    def links(self) -> Iterator[FeedLink]:
        for link in self._parsed.get("links") or []:
            href, relation, kind, language = (
                dict.get(link, name) for name in ("href", "rel", "type", "hreflang")
            )
            if href:
                yield FeedLink(str(href), str(relation or "").lower(), str(kind or "").lower(), language)

    @property
    def contents(self) -> Iterator[FeedContent]:
        for content in self._parsed.get("content") or []:
            if value := str(dict.get(content, "value") or "").strip():
                yield FeedContent(value, str(dict.get(content, "type") or "text/html"))
