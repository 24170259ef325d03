"""Link without being told: score newcomers against what lies near, and say what becomes of each pair.

A newcomer also re-scores those that it may belong with or is like, since it may be a better partner
than theirs, or a rival that makes a likely pair doubtful: so the order of arrival does not matter.
Encoding and scoring run in a thread.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Protocol

from newsroom.events.articles import ArticleRevision, ArticleWithdrawn
from newsroom.events.stories import StorySnapshot
from translate.automatic.candidate_mirror import Candidates, FeatureStore, Held
from translate.automatic.pairs import article_of, change_of, gone_from, paused_among, proposal_of
from translate.automatic.pause import NeverPaused, Pauses
from translate.automatic.suggestions import Proposal
from translate.matching import Features, Matcher, Scored, Window
from translate.stories.commit import NodeStore, link
from translate.stories.slots import read_places


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of articles: the story versions made, and pairs to propose or take back."""

    snapshots: Sequence[StorySnapshot] = ()
    proposals: Sequence[Proposal] = ()


class Contents(Protocol):
    """Where the newest revision of any article is found again."""

    async def contents(self, article_ids: Iterable[str], /) -> list[ArticleRevision]: ...


class PauseReader(Protocol):
    """Tells what is paused now."""

    async def pauses(self) -> Pauses: ...


class AutomaticLinker:
    """Links what the matcher is sure of, and proposes to the desk what it is not."""

    def __init__(
        self,
        matcher: Matcher,
        features: FeatureStore,
        nodes: NodeStore,
        *,
        languages: Iterable[str],
        reach_ms: int,
        contents: Contents,
        pauses: PauseReader | None = None,
    ) -> None:
        self._matcher = matcher
        self._features = features
        self._nodes = nodes
        self._contents = contents
        self._languages = frozenset(languages)
        self._pauses = pauses or NeverPaused()
        self._candidates = Candidates(features, matcher.model, reach_ms)

    @property
    def window(self) -> Window:
        """This worker's mirror of what lies near."""
        return self._candidates.window

    async def take(
        self, revisions: Sequence[ArticleRevision], withdrawn: Sequence[ArticleWithdrawn]
    ) -> Taken:
        """Takes articles in and out."""
        out = [Held(one.id, one.revision) for one in withdrawn if not one.lifted]
        out += [Held(one.id, one.revision) for one in revisions if one.status == "withdrawn"]
        await self._features.drop(out)
        newest = {one.id: one for one in sorted(revisions, key=lambda r: r.revision) if one.status == "live"}
        wanting = await self._wanting(newest) if newest else set[str]()
        found = await self._extract([one for one in newest.values() if one.id in wanting])
        return await self._place(found, {one.id: one.category for one in newest.values()})

    async def rematch(self, article_ids: AbstractSet[str]) -> Taken:
        """Matches articles again that an editor parted: their places are free."""
        held = await self._features.get(sorted(article_ids))
        known = [one for one in held if one.model == self._matcher.model]
        # A story that was complete by its own word was never encoded.
        missing = article_ids - {one.id for one in known}
        told = await self._contents.contents(sorted(missing)) if missing else []
        return await self._place(known + await self._extract(told), {})

    async def _extract(self, revisions: Sequence[ArticleRevision]) -> list[Features]:
        if not revisions:
            return []
        articles = [article_of(one) for one in revisions]
        found = await asyncio.to_thread(self._matcher.extract, articles)
        await self._features.put([(one.revision, made) for one, made in zip(revisions, found, strict=True)])
        return found

    async def _place(self, found: Sequence[Features], categories: Mapping[str, str | None]) -> Taken:
        if not found:
            return Taken()
        # A worker that begins has a whole window to read, for which nobody should wait.
        await self._candidates.gather(found)
        # One worker judges at a time, so that the newest word on a pair is the one that saw most; what
        # costs, encoding, all do at once.
        async with self._features.turn():
            await self._candidates.gather(found)
            return await self._settle(await self._judge(found), categories)

    async def _wanting(self, article_ids: Iterable[str]) -> set[str]:
        """Those whose story lacks a language, or has one by a match: another can neither join nor leave
        a story that its own articles, or editors, made complete, so it costs no encoding."""
        nodes = await self._nodes.read(article_ids)
        founders = await self._nodes.read({node.story_id for node in nodes.values() if node.story_id})
        complete = {
            story_id
            for story_id, founder in founders.items()
            if founder.story is not None
            and self._languages <= founder.story.articles.keys()
            and all(link.method != "automatic" for link in founder.story.links)
        }
        return {node.id for node in nodes.values() if node.story_id not in complete}

    async def _judge(self, newcomers: Sequence[Features]) -> dict[tuple[str, str], Scored]:
        """The newest word on every pair that the newcomers, or those they may change, stand in."""
        window = self._candidates.window
        present = [one for one in newcomers if one.id in window]
        first, touched = await asyncio.to_thread(self._meet, present)
        # A newcomer can only weaken the pairs of others: those that stand in none need no second look.
        paired = {pair.other_id for pair in first if pair.band != "nothing"} & touched
        paired |= await self._features.paired(sorted(touched - paired))
        again = await asyncio.to_thread(self._score, [window[other].features for other in sorted(paired)])
        scored = {pair.key: pair for pair in (*first, *again)}
        alive = {one for pair in scored.values() if pair.band != "nothing" for one in pair.key}
        await self._features.mark_paired(sorted(alive))
        return scored

    def _meet(self, newcomers: Sequence[Features]) -> tuple[list[Scored], set[str]]:
        """The newcomers' pairs, and whose pairs these may have changed."""
        window, first, touched = self._candidates.window, list[Scored](), set[str]()
        for one in newcomers:
            scored = self._matcher.score(one, window)
            touched |= {*self._matcher.touched(one, scored, window)}
            first += scored
        return first, touched - {one.id for one in newcomers}

    def _score(self, articles: Sequence[Features]) -> list[Scored]:
        return [pair for one in articles for pair in self._matcher.score(one, self._candidates.window)]

    async def _settle(
        self, scored: Mapping[tuple[str, str], Scored], categories: Mapping[str, str | None]
    ) -> Taken:
        # The end that was scored has its matches; the other is read only where something may come of it.
        looked_at = {pair.article_id for pair in scored.values()}
        likely = {one for pair in scored.values() if pair.band != "nothing" for one in pair.key}
        named = looked_at | likely
        nodes = await self._nodes.read(named)
        paused = paused_among(scored, nodes, categories, await self._pauses.pauses())
        changes = [
            change
            for key, pair in scored.items()
            if key not in paused and (change := change_of(pair, nodes)) is not None
        ]
        # What was matched before and is not even among the best candidates any more.
        changes += gone_from(scored, nodes)
        snapshots = await link(self._nodes, changes)
        places = await read_places(self._nodes, likely)
        return Taken(snapshots, [proposal_of(pair, places) for pair in scored.values()])
