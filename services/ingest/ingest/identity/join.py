"""Resolution of identity: posts that a source sends by several routes are joined as one article.

Only where the source has agreed to that. A first post under a new name is the article that another route
has brought already, if its page has the same address, or if its text is the same but for what the routes
add (never where a number or the language differs). From then on posts under either name are that article's,
and its rules of versions hold.

Two articles that came by the same route are two, however alike: their source names them so.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ingest.articles.commands import Answer, Outcome, Post
from ingest.articles.refusals import contended
from ingest.content.language import Detect
from ingest.content.similarity import Sketch, sketch_of
from ingest.content.source_rules import SourceRules
from ingest.identity.aliases import (
    Alias,
    AliasStore,
    Candidate,
    Claim,
    Neighbourhood,
    addresses_of,
    spelled_addresses_of,
)
from ingest.identity.names import NameResolver, ReadArticles
from ingest.identity.reference import ArticleReference
from newsroom.events.articles import ArticleDraft, Reference
from newsroom.events.documents import JoinedName
from newsroom.events.identity import article_id
from newsroom.runtime.crash_points import CrashPoint, reach

ATTEMPTS = 20


@dataclass(frozen=True, slots=True)
class Route:
    """The way that posts came: a format and a sender, since the wire's key is not the pages'.

    A foreign document refers to other articles by address.
    """

    format: str
    sender: str
    is_foreign: bool = False

    @property
    def name(self) -> str:
        return f"{self.format}:{self.sender}"


@dataclass(frozen=True, slots=True)
class Resolved:
    """Posts under the names of their articles; `joined` are those that were sent under another.

    `seen` are the hashes of the joined posts' contents, as they were sent.
    """

    posts: Sequence[Post]
    joined: Mapping[int, JoinedName] = field(default_factory=dict[int, JoinedName])
    seen: Mapping[int, str] = field(default_factory=dict[int, str])


@dataclass(frozen=True, slots=True)
class _FirstPost:
    """A first post under a name, the candidate it would found, and whether its article exists already."""

    post: Post
    candidate: Candidate
    exists: bool


@dataclass(frozen=True, slots=True)
class IdentityResolver:
    """Resolves the article of each post. Raises StoreUnavailableError."""

    rules: SourceRules
    aliases: AliasStore
    articles: ReadArticles
    detect: Detect
    names: NameResolver

    async def resolve(self, posts: Sequence[Post], route: Route, *, dry_run: bool = False) -> Resolved:
        """The posts, each under the name of its article; with `dry_run` as far as that is known already."""
        if route.is_foreign:
            posts = await self.names.named(posts, route.format)
        joining = [index for index, post in enumerate(posts) if self._joins(post.draft.source)]
        resolved = await self._joined(posts, joining, route, dry_run=dry_run) if joining else Resolved(posts)
        referring = await self._referring(resolved.posts, is_foreign=route.is_foreign)
        if route.is_foreign and not dry_run:
            await self._add_addresses(referring)
        return replace(resolved, posts=referring)

    async def remember(self, resolved: Resolved, outcomes: Sequence[Outcome]) -> None:
        """Keeps what came under each other name last, once its post was answered."""
        answered = {i: name for i, name in resolved.joined.items() if isinstance(outcomes[i], Answer)}
        await self.aliases.set_aliases(
            {
                article_id(name.source, name.source_id): Alias(name.source, name.into, resolved.seen[index])
                for index, name in answered.items()
            }
        )

    async def resolve_reference(self, reference: ArticleReference) -> ArticleReference:
        """The reference under the name of its article."""
        reference = await self._spelled(reference)
        alias = (await self.aliases.aliases([reference.article_id])).get(reference.article_id)
        if alias is None or not self._joins(alias.source) or alias.article_id == reference.article_id:
            return reference
        return ArticleReference(source=alias.source, source_id=alias.source_id, reason=reference.reason)

    async def _spelled(self, reference: ArticleReference) -> ArticleReference:
        if reference.source is None or reference.source_id is None:
            return reference
        named = Reference(source=reference.source, source_id=reference.source_id)
        known = await self.names.reference(named)
        if known == named:
            return reference
        return ArticleReference(source=known.source, source_id=known.source_id, reason=reference.reason)

    def _joins(self, source: str) -> bool:
        return self.rules.of(source).join_routes

    async def _joined(
        self, posts: Sequence[Post], joining: Sequence[int], route: Route, *, dry_run: bool
    ) -> Resolved:
        aliases = await self._aliases([posts[index] for index in joining], route, dry_run=dry_run)
        under, joined, seen = list(posts), dict[int, JoinedName](), dict[int, str]()
        for index in joining:
            post = posts[index]
            alias = aliases.get(post.article_id)
            if alias is not None and alias.source_id != post.draft.source_id:
                under[index] = _renamed(post, alias)
                joined[index] = JoinedName(
                    source=alias.source, source_id=post.draft.source_id, into=alias.source_id
                )
                seen[index] = post.content_hash
        return Resolved(under, joined, seen)

    async def _aliases(self, posts: Sequence[Post], route: Route, *, dry_run: bool) -> Mapping[str, Alias]:
        """The aliases of posts, claimed where they are new."""
        by_id = {post.article_id: post for post in reversed(posts)}
        aliases = dict(await self.aliases.aliases(by_id))
        new = [post for named, post in by_id.items() if named not in aliases]
        if new and not dry_run:
            snapshots = await self.articles([post.article_id for post in new])
            sketched = await asyncio.to_thread(self._sketched, new)
            for post, (language, sketch) in zip(new, sketched, strict=True):
                exists = snapshots[post.article_id].state is not None
                candidate = Candidate(post.draft.source_id, route.name, language, sketch)
                aliases[post.article_id] = await self._claimed(_FirstPost(post, candidate, exists))
        return aliases

    def _sketched(self, posts: Sequence[Post]) -> list[tuple[str, Sketch]]:
        return [(post.draft.language or self.detect(post.draft), sketch_of(post.draft)) for post in posts]

    async def _claimed(self, first: _FirstPost) -> Alias:
        """The alias, by compare-and-set on the source's claims."""
        draft, candidate = first.post.draft, first.candidate
        addresses, spelled = addresses_of(draft), spelled_addresses_of(draft)
        for _ in range(ATTEMPTS):
            near = await self.aliases.neighbourhood(
                draft.source, candidate.language, candidate.sketch, spelled
            )
            other = None if first.exists else matching(candidate, near)
            if other is None:
                alias = Alias(draft.source, draft.source_id)
                claim = Claim(first.post.article_id, alias, candidate, addresses)
            else:
                alias = Alias(draft.source, other.source_id, _seen(first, other))
                claim = Claim(first.post.article_id, alias)
            if await self.aliases.claim(claim, near.version):
                reach(CrashPoint.INGEST_CLAIMED)
                return alias
        raise contended()

    async def _referring(self, posts: Sequence[Post], *, is_foreign: bool) -> Sequence[Post]:
        """Posts whose translations are named as their own sources name them."""
        wanted = {
            post.draft.translation_of.article_id: post.draft.translation_of
            for post in posts
            if post.draft.translation_of is not None
            and (is_foreign or self._joins(post.draft.translation_of.source))
        }
        known = dict(await self.aliases.aliases_or_addresses(sorted(wanted))) if wanted else {}
        if is_foreign and wanted.keys() - known.keys():
            known |= await self.names.originals({own: wanted[own] for own in wanted.keys() - known.keys()})
        return [_referred(post, known) for post in posts] if known else posts

    async def _add_addresses(self, posts: Sequence[Post]) -> None:
        addresses = {
            address: Alias(post.draft.source, post.draft.source_id)
            for post in posts
            for address in addresses_of(post.draft)
            if address != post.article_id
        }
        if addresses:
            await self.aliases.add_addresses(addresses)


def matching(candidate: Candidate, near: Neighbourhood) -> Candidate | None:
    """The candidate of another route that is the same article: at its address, else the most alike."""
    others = [
        other
        for other in near.candidates
        if other.route != candidate.route and other.language == candidate.language
    ]
    at_address = [other for other in others if other.source_id in near.at_address]
    alike = at_address or [other for other in others if other.sketch.is_same(candidate.sketch)]
    return max(
        alike, key=lambda other: (other.sketch.likeness(candidate.sketch), other.source_id), default=None
    )


def _seen(first: _FirstPost, other: Candidate) -> str:
    """The hash of the first post, so that it is nothing new; none where it is fuller than the other."""
    sketch = first.candidate.sketch
    is_fuller = not other.sketch.is_same(sketch) or sketch.is_fuller(other.sketch)
    return "" if is_fuller else first.post.content_hash


def _renamed(post: Post, alias: Alias) -> Post:
    draft = post.draft.model_copy(update={"source_id": alias.source_id})
    return replace(post.with_draft(draft), is_repeat=alias.seen == post.content_hash)


def _referred(post: Post, known: Mapping[str, Alias]) -> Post:
    reference = post.draft.translation_of
    alias = known.get(reference.article_id) if reference else None
    if alias is None or reference is None or alias.source_id == reference.source_id:
        return post
    is_itself = alias.article_id == post.article_id
    better = None if is_itself else Reference(source=alias.source, source_id=alias.source_id)
    draft: ArticleDraft = post.draft.model_copy(update={"translation_of": better})
    return post.with_draft(draft)
