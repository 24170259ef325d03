"""Guids of a feed's entries, and whether they name articles. Pure.

They do not where one is on entries of different pages, holds but the place of a name, or is the site's
address. What one document shows is remembered of its source by `ingest.identity`.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from ingest.content.urls import canonical_url, joined_form
from ingest.formats.values.provenance import guid_id, page_id


@dataclass(frozen=True, slots=True)
class EntryName:
    """An entry's guid as it is written, empty where its element is, and what tells the entry from others."""

    guid: str | None
    page: str | None
    title: str | None

    @property
    def subject(self) -> str | None:
        """The page; of an entry without one, its title."""
        page = canonical_url(self.page) if self.page else None
        return joined_form(page) if page else self.page or self.title


@dataclass(frozen=True, slots=True)
class Guids:
    """Guids that name no article: those of several entries, and the address of the feed's own site."""

    shared: frozenset[str]
    site: str | None = None
    base: str | None = None

    @classmethod
    def of(cls, entries: Iterable[EntryName], site: str | None, base: str | None) -> "Guids":
        subjects: defaultdict[str, set[str | None]] = defaultdict(set)
        for entry in entries:
            if entry.guid:
                subjects[entry.guid].add(entry.subject)
        shared = frozenset(guid for guid, entries in subjects.items() if len(entries) > 1)
        return cls(shared, _joined(site), base)

    def is_name(self, guid: str | None) -> bool:
        """Whether a guid names an article."""
        return (
            guid is not None
            and guid not in self.shared
            and not self._is_site(guid)
            and guid_id(guid, self.base) is not None
        )

    def name(self, guid: str | None, page: str | None) -> str | None:
        """The name of an entry: its guid, else its page."""
        return (guid_id(guid, self.base) if self.is_name(guid) else None) or page_id(page)

    def name_articles(self, entries: Sequence[EntryName]) -> bool:
        """Whether the feed's guids name articles, as far as it shows.

        One that is shared, or is the site's address, speaks against them all; one that holds but the place of
        a name only where no other is one.
        """
        guids = [entry.guid for entry in entries if entry.guid is not None]
        is_misused = any(
            entry.guid in self.shared or self._is_site(entry.guid)
            for entry in entries
            if entry.guid and _joined(entry.guid) != entry.subject
        )
        return not is_misused and (not guids or any(map(self.is_name, guids)))

    def _is_site(self, guid: str) -> bool:
        joined = _joined(guid)
        if joined is None:
            return False
        parts = urlsplit(joined)
        return joined == self.site or (parts.path in ("", "/") and not parts.query and not parts.fragment)


def _joined(address: str | None) -> str | None:
    if not address or not address.startswith(("http://", "https://")):
        return None
    page = canonical_url(address)
    return joined_form(page) if page else None
