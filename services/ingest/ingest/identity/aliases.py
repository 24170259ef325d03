"""The names that one article goes by: those of every route, and the addresses of its pages."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from ingest.content.similarity import Sketch
from ingest.content.urls import canonical_url
from newsroom.events.articles import ArticleDraft, ArticleRevision
from newsroom.events.identity import article_id


@dataclass(frozen=True, slots=True)
class Name:
    """A name that was sent, and that of the article which goes by it: `source_id`, the same for its first.

    `seen` is the hash of the content that last came under it.
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
class Near:
    """What is near a text: all that shares a band or an address, as of `version`."""

    version: str
    candidates: Sequence[Candidate]
    at_address: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """A first post under a name: whose it is, and, where it founds an article, by what it is found."""

    named: str
    name: Name
    founds: Candidate | None = None
    addresses: tuple[str, ...] = ()


class Names(Protocol):
    """Where names are kept, by the ids they would have. Calls raise StoreUnavailableError."""

    async def of(self, ids: Iterable[str]) -> Mapping[str, Name]:
        """Those that are known of names under which articles were sent."""
        ...

    async def behind(self, ids: Iterable[str]) -> Mapping[str, Name]:
        """The same, and those that are known of addresses of pages."""
        ...

    async def near(self, source: str, language: str, sketch: Sketch, addresses: Sequence[str]) -> Near: ...

    async def claim(self, claim: Claim, version: str) -> bool:
        """Whether it was written: not where anything was claimed of that source since `version`."""
        ...

    async def note(self, names: Mapping[str, Name]) -> None:
        """Writes what came under these names last."""
        ...

    async def note_addresses(self, addresses: Mapping[str, Name]) -> None:
        """Writes whose these addresses are; the first stays."""
        ...


def addresses_of(article: ArticleDraft | ArticleRevision) -> tuple[str, ...]:
    """The ids that an article's own addresses would have as names."""
    urls = (canonical_url(url) for url in (article.url, article.source_id) if url and url.startswith("http"))
    return tuple(dict.fromkeys(article_id(article.source, url) for url in urls if url))


def route_name(kind: str, sender: str) -> str:
    """Routes differ by format, and by who sends: the wire's key is not the pages'."""
    return f"{kind}:{sender}"
