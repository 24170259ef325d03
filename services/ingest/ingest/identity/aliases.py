"""Aliases of an article: the names it was sent under by every route, and the addresses of its pages."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from ingest.content.similarity import Sketch
from ingest.content.urls import canonical_url, spellings
from newsroom.events.articles import ArticleDraft, ArticleRevision
from newsroom.events.identity import article_id


@dataclass(frozen=True, slots=True)
class Alias:
    """The name of the article that another name stands for: `source_id`, the same for its first.

    `seen` is the hash of the content that last came under the other name.
    """

    source: str
    source_id: str
    seen: str = ""

    @property
    def article_id(self) -> str:
        return article_id(self.source, self.source_id)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article that another may turn out to be: its name, the route it came by, its text."""

    source_id: str
    route: str
    language: str
    sketch: Sketch


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """The candidates that share a band or an address with a text, as of `version`."""

    version: str
    candidates: Sequence[Candidate]
    at_address: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """A first post under a name: whose it is, and, where it founds an article, by what it is found."""

    named: str
    alias: Alias
    founds: Candidate | None = None
    addresses: tuple[str, ...] = ()


class AliasStore(Protocol):
    """Aliases by the ids that the names would have. Calls raise StoreUnavailableError."""

    async def aliases(self, ids: Iterable[str]) -> Mapping[str, Alias]:
        """The known aliases among names under which articles were sent."""
        ...

    async def aliases_or_addresses(self, ids: Iterable[str]) -> Mapping[str, Alias]:
        """The same, and those that are known of addresses of pages."""
        ...

    async def neighbourhood(
        self, source: str, language: str, sketch: Sketch, addresses: Sequence[str]
    ) -> Neighbourhood: ...

    async def claim(self, claim: Claim, version: str) -> bool:
        """Compare-and-set: False where anything was claimed of that source since `version`."""
        ...

    async def set_aliases(self, aliases: Mapping[str, Alias]) -> None:
        """Writes what came under these names last."""
        ...

    async def add_addresses(self, addresses: Mapping[str, Alias]) -> None:
        """Writes whose these addresses are; the first stays."""
        ...


def spelled_addresses_of(article: ArticleDraft) -> tuple[str, ...]:
    """The same in every spelling of these addresses."""
    urls = (canonical_url(url) for url in (article.url, article.source_id) if url and url.startswith("http"))
    every = (spelling for url in urls if url for spelling in spellings(url))
    return tuple(dict.fromkeys(article_id(article.source, url) for url in every))


def addresses_of(article: ArticleDraft | ArticleRevision) -> tuple[str, ...]:
    """The ids that an article's own addresses would have as names."""
    urls = (canonical_url(url) for url in (article.url, article.source_id) if url and url.startswith("http"))
    return tuple(dict.fromkeys(article_id(article.source, url) for url in urls if url))
