"""Restoration of aliases after a loss of Redis: names, and what new ones are compared with, from MongoDB."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from ingest.content.similarity import sketch_of
from ingest.content.source_rules import SourceRules
from ingest.identity.aliases import Alias, Candidate, Claim, addresses_of
from ingest.identity.names import PageNamedSources
from newsroom.events.articles import ArticleRevision

KNOWN = timedelta(days=30)  # so long an article is found by its address
NEAR = timedelta(hours=72)  # and so long by its text


@dataclass(frozen=True, slots=True)
class RoutedContent:
    """An article's content, and the route by which it came; None where that is not known any more."""

    content: ArticleRevision
    route: str | None


class AliasArchive(Protocol):
    """Aliases and contents as publish has archived them. Calls raise StoreUnavailableError."""

    def aliases(self) -> AsyncIterator[Mapping[str, Alias]]: ...
    async def page_named(self) -> Sequence[str]: ...
    def contents_since(self, instant: datetime) -> AsyncIterator[Sequence[RoutedContent]]: ...


class RestorableAliases(Protocol):
    """The store that they are put back to. Calls raise StoreUnavailableError."""

    async def restore(self, aliases: Mapping[str, Alias]) -> None: ...
    async def restore_claims(self, claims: Sequence[Claim]) -> None: ...
    async def add_addresses(self, addresses: Mapping[str, Alias]) -> None: ...


async def restore_aliases(
    archive: AliasArchive,
    store: RestorableAliases,
    sources: PageNamedSources,
    rules: SourceRules,
    now: datetime,
) -> None:
    """Puts them back where there are none. Idempotent; safe to race."""
    await sources.add(await archive.page_named())
    async for page in archive.aliases():
        await store.restore(page)
    async for contents in archive.contents_since(now - KNOWN):
        await store.add_addresses(_addresses(contents))
        await store.restore_claims([claim for routed in contents for claim in _claims(routed, rules, now)])


def _addresses(contents: Sequence[RoutedContent]) -> dict[str, Alias]:
    return {
        address: Alias(routed.content.source, routed.content.source_id)
        for routed in contents
        for address in addresses_of(routed.content)
        if address != routed.content.id
    }


def _claims(routed: RoutedContent, rules: SourceRules, now: datetime) -> list[Claim]:
    """The claim it was found by; none where nobody knows which route not to compare it with."""
    content, route = routed.content, routed.route
    if route is None or not rules.of(content.source).join_routes or content.first_received_at < now - NEAR:
        return []
    founds = Candidate(content.source_id, route, content.language, sketch_of(content))
    return [Claim(content.id, Alias(content.source, content.source_id), founds, addresses_of(content))]
