"""Names of foreign posts: an article's page however its address is spelled, and guids that name none.

An article keeps the name that it was first known by: a page of `http://www.x.example` goes on under that
when it comes as `https://x.example`. The guids of a source that was seen to share one among several articles,
or to write something else in its place, name nothing any more: its articles are told by their pages.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from ingest.articles.commands import Outcome, Post
from ingest.articles.state import Snapshot
from ingest.content.urls import canonical_url, joined_form, source_id_of, spellings
from ingest.formats.media_types import Format
from ingest.identity.aliases import Alias, AliasStore
from newsroom.events.articles import Reference
from newsroom.events.holds import DoubtKind
from newsroom.events.identity import article_id
from newsroom.http.problems import ProblemError

ReadArticles = Callable[[Sequence[str]], Awaitable[Mapping[str, Snapshot]]]
_WITH_GUIDS = frozenset({Format.FEED, Format.JSON_FEED, Format.PAGE})  # a page may complete a feed's entry


class PageNamedSources(Protocol):
    """The sources whose guids name no articles. Calls raise StoreUnavailableError."""

    async def which(self, sources: Iterable[str]) -> frozenset[str]:
        """Those among these."""
        ...

    async def add(self, sources: Iterable[str]) -> None: ...


@dataclass(frozen=True, slots=True)
class PossibleNames:
    """The names that an article may be known by: the first is its own where it is known by none.

    `guid` is one that others share; it is the article's where that is of the same page.
    """

    source: str
    names: tuple[str, ...]
    guid: str | None = None

    @property
    def ids(self) -> list[str]:
        return [article_id(self.source, name) for name in self.names]

    @property
    def guid_id(self) -> str | None:
        return article_id(self.source, self.guid) if self.guid else None


@dataclass(frozen=True, slots=True)
class NameResolver:
    """Resolves the names of foreign posts and references. Raises StoreUnavailableError."""

    sources: PageNamedSources
    aliases: AliasStore
    articles: ReadArticles

    async def named(self, posts: Sequence[Post], kind: str) -> Sequence[Post]:
        """The posts of a document of this format, each under the name that its article has."""
        by_guid = {post.draft.source for post in posts if is_named_by_guid(post, kind)}
        page_named = await self.sources.which(by_guid) if by_guid else frozenset[str]()
        shared = frozenset(
            index
            for index, post in enumerate(posts)
            if post.draft.source in page_named and is_named_by_guid(post, kind)
        )
        possible = [
            names_by_page(post) if index in shared else spelled(post.draft.source, post.draft.source_id)
            for index, post in enumerate(posts)
        ]
        chosen = await self._chosen(possible)
        return [_renamed(post, chosen[index], is_shared=index in shared) for index, post in enumerate(posts)]

    async def reference(self, reference: Reference) -> Reference:
        """The reference to the same address as the article there is named by it, in whatever spelling."""
        [name] = await self._chosen([spelled(reference.source, reference.source_id)])
        return reference.model_copy(update={"source_id": name})

    async def originals(self, ids: Mapping[str, Reference]) -> dict[str, Alias]:
        """The aliases of references, by id, that are of a page which is known by another spelling."""
        references = list(ids.items())
        possible = [spelled(named.source, named.source_id) for _, named in references]
        ranked = [names.ids for names in possible]
        known = await self.aliases.aliases_or_addresses(sorted({own for ids in ranked for own in ids[1:]}))
        chosen = await self._chosen(possible)
        found: dict[str, Alias] = {}
        for (named_id, named), name, others in zip(references, chosen, ranked, strict=True):
            alias = next((known[other] for other in others[1:] if other in known), None)
            if name != named.source_id:
                found[named_id] = Alias(named.source, name)
            elif alias is not None:
                found[named_id] = alias
        return found

    async def _chosen(self, possible: Sequence[PossibleNames]) -> list[str]:
        """The name of each; of several that nobody knows yet and that are one page, that of the first."""
        first = {ids[0] for names in possible if (ids := names.ids) and (len(ids) > 1 or names.guid)}
        states = dict(await self.articles(sorted(first))) if first else {}
        unknown = [names for names in possible if _is_open(names, states)]
        others = {own for names in unknown for own in (*names.ids[1:], names.guid_id) if own} - states.keys()
        states |= await self.articles(sorted(others)) if others else {}
        pages = {own for names in unknown if names.guid for own in names.ids}
        addresses = await self.aliases.aliases_or_addresses(sorted(pages)) if pages else {}
        new: dict[tuple[str, str], str] = {}
        return [_name(names, states, addresses, new) for names in possible]


def is_named_by_guid(post: Post, kind: str) -> bool:
    """Whether a post of a feed has a guid for its name, and not its page."""
    if kind not in _WITH_GUIDS:
        return False
    page = canonical_url(post.draft.url) if post.draft.url else None
    return page is None or post.draft.source_id not in map(source_id_of, spellings(page))


def seen_shared(posts: Sequence[Post], outcomes: Sequence[Outcome], kind: str) -> set[str]:
    """The sources of which a guid came with another article than before, which it would have overwritten."""
    if kind not in _WITH_GUIDS:
        return set()
    return {
        post.draft.source
        for post, outcome in zip(posts, outcomes, strict=False)
        if _is_doubted(outcome) and is_named_by_guid(post, kind)
    }


def _is_doubted(outcome: Outcome) -> bool:
    if isinstance(outcome, ProblemError):
        return any(problem.field == "source_id" for problem in outcome.errors)
    return any(doubt.kind is DoubtKind.IDENTITY for doubt in outcome.doubts)


def names_by_page(post: Post) -> PossibleNames:
    """The names of an article whose guid is none; without a page nothing else is left."""
    page = canonical_url(post.draft.url) if post.draft.url else None
    source, guid = post.draft.source, post.draft.source_id
    if page is None:
        return PossibleNames(source, (guid,))
    return PossibleNames(source, tuple(map(source_id_of, spellings(page))), guid)


def spelled(source: str, name: str) -> PossibleNames:
    """A name, and the other spellings of the address that it may be."""
    is_page = name.startswith(("http://", "https://")) and canonical_url(name) == name
    return PossibleNames(source, spellings(name) if is_page else (name,))


def _is_open(names: PossibleNames, states: Mapping[str, Snapshot]) -> bool:
    """Whether the first name is nobody's yet, and there are others."""
    has_others = len(names.names) > 1 or names.guid is not None
    return has_others and not _is_known(states, names.ids[0])


def _is_known(states: Mapping[str, Snapshot], named: str) -> bool:
    return named in states and states[named].state is not None


def _name(
    names: PossibleNames,
    states: Mapping[str, Snapshot],
    addresses: Mapping[str, Alias],
    new: dict[tuple[str, str], str],
) -> str:
    for name, own in zip(names.names, names.ids, strict=True):
        if _is_known(states, own):
            return name
    if names.guid is not None and names.guid_id is not None:
        if _is_of_page(states.get(names.guid_id), names.names[0]):
            return names.guid
        alias = next((addresses[own] for own in names.ids if own in addresses), None)
        if alias is not None:
            return alias.source_id
    return new.setdefault((names.source, min(names.names)), names.names[0])


def _is_of_page(snapshot: Snapshot | None, page: str) -> bool:
    latest = snapshot.state.latest if snapshot is not None and snapshot.state is not None else None
    return (
        latest is not None and latest.address is not None and joined_form(latest.address) == joined_form(page)
    )


def _renamed(post: Post, name: str, *, is_shared: bool) -> Post:
    """The post under that name; where it is the page's in another spelling, its address is spelled so."""
    draft = post.draft
    if name != draft.source_id:
        page = canonical_url(draft.url) if draft.url else None
        is_page = page is not None and name != page and name in spellings(page)
        post = post.under(name, url=name if is_page else draft.url)
    # Under a guid that others share it must overwrite nothing of theirs.
    return replace(post, has_shared_name=True) if is_shared and name == draft.source_id else post
