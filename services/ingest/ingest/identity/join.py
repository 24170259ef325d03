"""What a source sends by several routes is one article, where the source has agreed to that.

A first post under a new name is the article that another route has brought already: if its page has the same
address, or its text is the same but for what the routes add (never where a number or the language differs).
From then on posts under either name are that article's, and its rules of versions hold.

Two articles that came by the same route are two, however alike: their source says so itself.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.articles.decide import Submission
from ingest.articles.planning import Answer, Snapshot
from ingest.articles.refusals import contended
from ingest.content.hash import content_hash
from ingest.content.language import Detect
from ingest.content.similarity import Sketch, sketch_of
from ingest.content.source_rules import SourceRules
from ingest.identity.aliases import Candidate, Claim, Name, Names, Near, addresses_of
from ingest.identity.reference import Naming
from newsroom.events.articles import ArticleDraft, Reference
from newsroom.events.documents import JoinedName
from newsroom.events.identity import article_id
from newsroom.http.problems import ProblemError

ATTEMPTS = 20
ReadArticles = Callable[[Sequence[str]], Awaitable[Mapping[str, Snapshot]]]


@dataclass(frozen=True, slots=True)
class Resolved:
    """Posts under the names of their articles; `joined` are those that were sent under another."""

    posts: list[Submission]
    joined: Mapping[int, JoinedName]
    seen: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Route:
    """How posts came: `name` tells routes apart; a foreign document refers to others by address."""

    name: str
    is_foreign: bool


@dataclass(frozen=True, slots=True)
class _First:
    """A first post under a name, what it would found, and whether its article is there already."""

    post: Submission
    candidate: Candidate
    exists: bool


@dataclass(frozen=True, slots=True)
class Joining:
    """Finds the article of each post. Raises StoreUnavailableError."""

    rules: SourceRules
    names: Names
    articles: ReadArticles
    detect: Detect

    async def resolve(self, posts: Sequence[Submission], route: Route, *, dry_run: bool = False) -> Resolved:
        """The posts, each under the name of its article; with `dry_run` as far as that is known already."""
        joining = [index for index, post in enumerate(posts) if self._joins(post.draft.source)]
        found, joined, seen = list(posts), dict[int, JoinedName](), dict[int, str]()
        if joining:
            names = await self._named([posts[index] for index in joining], route, dry_run=dry_run)
            for index in joining:
                post = posts[index]
                name = names.get(post.draft.id)
                if name is not None and name.source_id != post.draft.source_id:
                    found[index] = _renamed(post, name)
                    joined[index] = JoinedName(
                        source=name.source, source_id=post.draft.source_id, into=name.source_id
                    )
                    seen[index] = post.content_hash
        found = await self._referring(found, is_foreign=route.is_foreign)
        if route.is_foreign and not dry_run:
            await self._note_addresses(found)
        return Resolved(found, joined, seen)

    async def remember(self, resolved: Resolved, answers: Sequence[Answer | ProblemError]) -> None:
        """What came under each other name last, once it was taken."""
        taken = {index: one for index, one in resolved.joined.items() if isinstance(answers[index], Answer)}
        await self.names.note(
            {
                article_id(one.source, one.source_id): Name(one.source, one.into, resolved.seen[index])
                for index, one in taken.items()
            }
        )

    async def naming(self, naming: Naming) -> Naming:
        """A withdrawal or restoration under the name of its article."""
        found = (await self.names.of([naming.article_id])).get(naming.article_id)
        if found is None or not self._joins(found.source) or found.article_id == naming.article_id:
            return naming
        return Naming(source=found.source, source_id=found.source_id, reason=naming.reason)

    def _joins(self, source: str) -> bool:
        return self.rules.of(source).join_routes

    async def _named(self, posts: Sequence[Submission], route: Route, *, dry_run: bool) -> Mapping[str, Name]:
        """The names that posts go by, claimed where they are new."""
        by_id = {post.draft.id: post for post in reversed(posts)}
        names = dict(await self.names.of(by_id))
        new = [post for one, post in by_id.items() if one not in names]
        if new and not dry_run:
            snapshots = await self.articles([post.draft.id for post in new])
            looked_at = await asyncio.to_thread(self._looked_at, new)
            for post, (language, sketch) in zip(new, looked_at, strict=True):
                exists = snapshots[post.draft.id].state is not None
                first = _First(post, Candidate(post.draft.source_id, route.name, language, sketch), exists)
                names[post.draft.id] = await self._claimed(first)
        return names

    def _looked_at(self, posts: Sequence[Submission]) -> list[tuple[str, Sketch]]:
        return [(post.draft.language or self.detect(post.draft), sketch_of(post.draft)) for post in posts]

    async def _claimed(self, first: _First) -> Name:
        draft, itself = first.post.draft, first.candidate
        addresses = addresses_of(draft)
        for _ in range(ATTEMPTS):
            near = await self.names.near(draft.source, itself.language, itself.sketch, addresses)
            other = None if first.exists else the_same(itself, near)
            if other is None:
                claim = Claim(draft.id, Name(draft.source, draft.source_id), itself, addresses)
            else:
                claim = Claim(draft.id, Name(draft.source, other.source_id, _seen(first, other)))
            if await self.names.claim(claim, near.version):
                return claim.name
        raise contended()

    async def _referring(self, posts: Sequence[Submission], *, is_foreign: bool) -> list[Submission]:
        """Posts whose translations are named as their own sources name them."""
        wanted = {
            post.draft.translation_of.article_id
            for post in posts
            if post.draft.translation_of is not None
            and (is_foreign or self._joins(post.draft.translation_of.source))
        }
        known = await self.names.behind(sorted(wanted))
        return [_referred(post, known) for post in posts] if known else list(posts)

    async def _note_addresses(self, posts: Sequence[Submission]) -> None:
        addresses = {
            address: Name(post.draft.source, post.draft.source_id)
            for post in posts
            for address in addresses_of(post.draft)
            if address != post.draft.id
        }
        if addresses:
            await self.names.note_addresses(addresses)


def the_same(first: Candidate, near: Near) -> Candidate | None:
    """The article that a first post is, which came by another route: at its address, else the most alike."""
    others = [one for one in near.candidates if one.route != first.route and one.language == first.language]
    at_address = [one for one in others if one.source_id in near.at_address]
    alike = at_address or [one for one in others if one.sketch.is_same(first.sketch)]
    return max(alike, key=lambda one: (one.sketch.likeness(first.sketch), one.source_id), default=None)


def _seen(first: _First, other: Candidate) -> str:
    """What has come under the name, so that it is nothing new; nothing where it says more than the other."""
    sketch = first.candidate.sketch
    says_more = not other.sketch.is_same(sketch) or sketch.is_fuller(other.sketch)
    return "" if says_more else first.post.content_hash


def _renamed(post: Submission, name: Name) -> Submission:
    draft = post.draft.model_copy(update={"source_id": name.source_id})
    repeats = name.seen == post.content_hash
    return replace(post, draft=draft, content_hash=content_hash(draft), repeats=repeats)


def _referred(post: Submission, known: Mapping[str, Name]) -> Submission:
    reference = post.draft.translation_of
    name = known.get(reference.article_id) if reference else None
    if name is None or reference is None or name.source_id == reference.source_id:
        return post
    is_itself = name.article_id == post.draft.id
    better = None if is_itself else Reference(source=name.source, source_id=name.source_id)
    draft: ArticleDraft = post.draft.model_copy(update={"translation_of": better})
    return replace(post, draft=draft, content_hash=content_hash(draft))
