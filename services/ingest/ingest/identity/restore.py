"""After a loss of Redis: the names that articles go by, and what new ones are compared with, from MongoDB."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from ingest.content.similarity import sketch_of
from ingest.content.source_rules import SourceRules
from ingest.identity.aliases import Candidate, Claim, Name, addresses_of
from newsroom.events.articles import ArticleRevision

KNOWN = timedelta(days=30)  # so long an article is found by its address
NEAR = timedelta(hours=72)  # and so long by its text


@dataclass(frozen=True, slots=True)
class ArchivedArticle:
    """An article's content, and the route by which it came; None where that is not known any more."""

    content: ArticleRevision
    route: str | None


class ArchivedNames(Protocol):
    """Where they are put back from. Calls raise StoreUnavailableError."""

    def names(self) -> AsyncIterator[Mapping[str, Name]]: ...
    def since(self, instant: datetime) -> AsyncIterator[Sequence[ArchivedArticle]]: ...


class RestorableNames(Protocol):
    """Where they are put back to. Calls raise StoreUnavailableError."""

    async def restore(self, names: Mapping[str, Name]) -> None: ...
    async def restore_claims(self, claims: Sequence[Claim]) -> None: ...
    async def note_addresses(self, addresses: Mapping[str, Name]) -> None: ...


async def restore_names(
    archive: ArchivedNames, names: RestorableNames, rules: SourceRules, now: datetime
) -> None:
    """Puts them back where there are none. Safe to repeat and to race."""
    async for page in archive.names():
        await names.restore(page)
    async for articles in archive.since(now - KNOWN):
        await names.note_addresses(_addresses(articles))
        await names.restore_claims([claim for one in articles for claim in _claims(one, rules, now)])


def _addresses(articles: Sequence[ArchivedArticle]) -> dict[str, Name]:
    return {
        address: Name(one.content.source, one.content.source_id)
        for one in articles
        for address in addresses_of(one.content)
        if address != one.content.id
    }


def _claims(article: ArchivedArticle, rules: SourceRules, now: datetime) -> list[Claim]:
    """What it was found by; nothing where nobody knows which route not to compare it with."""
    content, route = article.content, article.route
    if route is None or not rules.of(content.source).join_routes or content.first_received_at < now - NEAR:
        return []
    founds = Candidate(content.source_id, route, content.language, sketch_of(content))
    return [Claim(content.id, Name(content.source, content.source_id), founds, addresses_of(content))]
