"""Leads: pages that are to be read, and the memory of those that have been. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from newsroom.events.articles import ArticleDraft

PAGES_A_POLL = 30
_TRIES = 3
_REMEMBERED = 2000  # pages; a list rarely names more at once


@dataclass(frozen=True, slots=True)
class Lead:
    """A page to be read; `stamp` differs when the page does, as far as the list shows.

    `entry` is the article as the list itself has it. With `keeps_identity` the article is the entry,
    completed by the page; else it is the page's own.
    """

    url: str
    stamp: str
    entry: ArticleDraft | None = None
    keeps_identity: bool = True

    @property
    def key(self) -> str:
        return sha256(self.url.encode()).hexdigest()[:16]


def stamp_of(text: str) -> str:
    """A short stamp of whatever tells one version from another."""
    return sha256(text.encode()).hexdigest()[:12]


@dataclass(slots=True)
class PageMemory:
    """The memory of pages: by key the stamp under which each was settled, or its tries so far."""

    known: Mapping[str, str]
    _now: dict[str, str] = field(default_factory=dict[str, str])

    def is_settled(self, lead: Lead) -> bool:
        return self._known(lead) == lead.stamp

    def settle(self, lead: Lead) -> None:
        self._now[lead.key] = lead.stamp

    def miss(self, lead: Lead) -> bool:
        """One more try was in vain; whether it was the last."""
        tries, _, stamp = self._known(lead).partition("!")
        before = int(tries) if stamp == lead.stamp else 0
        is_last = before + 1 >= _TRIES
        self._now[lead.key] = lead.stamp if is_last else f"{before + 1}!{lead.stamp}"
        return is_last

    def remembered(self, listed: Iterable[Lead]) -> dict[str, str]:
        """The memory from now on, with what is listed now as the last to be forgotten."""
        merged = {**self.known, **self._now}
        for lead in listed:
            if lead.key in merged:
                merged[lead.key] = merged.pop(lead.key)
        return dict(list(merged.items())[-_REMEMBERED:])

    def _known(self, lead: Lead) -> str:
        return self._now.get(lead.key) or self.known.get(lead.key, "")
