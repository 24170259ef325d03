"""Automatic links: newcomers are scored against the articles published near, and each pair gets its outcome.

A newcomer also has those re-scored that it may belong with or resembles, since it may be a better partner
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
from translate.automatic.candidate_mirror import CandidateMirror
from translate.automatic.feature_store import FeatureStore, FeatureVersion
from translate.automatic.pair_outcomes import (
    match_change,
    matcher_article,
    pairs_held_by_pause,
    proposal_of,
    vanished_matches,
)
from translate.automatic.pause import NeverPaused, Pauses
from translate.automatic.suggestions import Proposal
from translate.matching import Features, Matcher, ScoredPair, Window
from translate.stories.commit import commit_changes
from translate.stories.node_store import NodeStore
from translate.stories.slots import read_with_stories


@dataclass(frozen=True, slots=True)
class LinkingResult:
    """The story versions that articles brought about, and the pairs to propose or take back."""

    snapshots: Sequence[StorySnapshot] = ()
    proposals: Sequence[Proposal] = ()


class Contents(Protocol):
    """The newest revision of any article."""

    async def contents(self, article_ids: Iterable[str], /) -> list[ArticleRevision]: ...


class PauseReader(Protocol):
    """The pauses in force."""

    async def pauses(self) -> Pauses: ...


class AutomaticLinker:
    """Links pairs that the matcher is sure of, and proposes to the desk those it is not."""

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
        self._candidates = CandidateMirror(features, matcher.model, reach_ms)

    @property
    def window(self) -> Window:
        """This worker's candidates in memory."""
        return self._candidates.window

    async def link(
        self, revisions: Sequence[ArticleRevision], withdrawn: Sequence[ArticleWithdrawn] = ()
    ) -> LinkingResult:
        """Matches new revisions, and takes withdrawn articles out of the candidates."""
        gone = [FeatureVersion(event.id, event.order) for event in withdrawn if not event.lifted]
        gone += [
            FeatureVersion(revision.id, revision.order)
            for revision in revisions
            if revision.status == "withdrawn"
        ]
        await self._features.drop(gone)
        in_order = sorted(revisions, key=lambda revision: revision.order)
        newest = {revision.id: revision for revision in in_order if revision.status == "live"}
        unfinished = await self._without_complete(newest) if newest else set[str]()
        features = await self._extract(
            [revision for revision in newest.values() if revision.id in unfinished]
        )
        return await self._match(features, {revision.id: revision.category for revision in newest.values()})

    async def rematch(self, article_ids: AbstractSet[str]) -> LinkingResult:
        """Matches articles again that an editor parted: their slots are free."""
        stored = await self._features.get(sorted(article_ids))
        features = [known for known in stored if known.model == self._matcher.model]
        # A story that was complete by explicit links was never encoded.
        missing = article_ids - {known.id for known in features}
        contents = await self._contents.contents(sorted(missing)) if missing else []
        return await self._match(features + await self._extract(contents), {})

    async def _extract(self, revisions: Sequence[ArticleRevision]) -> list[Features]:
        if not revisions:
            return []
        articles = [matcher_article(revision) for revision in revisions]
        features = await asyncio.to_thread(self._matcher.extract, articles)
        numbers = [revision.order for revision in revisions]
        await self._features.put(list(zip(numbers, features, strict=True)))
        return features

    async def _match(
        self, newcomers: Sequence[Features], categories: Mapping[str, str | None]
    ) -> LinkingResult:
        if not newcomers:
            return LinkingResult()
        # A worker that begins has a whole window to read, for which nobody should wait.
        await self._candidates.gather(newcomers)
        # One worker judges at a time, so that the newest result for a pair is of the worker that saw most;
        # encoding, which costs most, all do at once.
        async with self._features.judging_lock():
            await self._candidates.gather(newcomers)
            return await self._apply(await self._judge(newcomers), categories)

    async def _without_complete(self, article_ids: Iterable[str]) -> set[str]:
        """Ids of articles whose story lacks a language, or has one by a match.

        Another can neither join nor leave a story that its own articles, or editors, made complete, so it
        costs no encoding.
        """
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

    async def _judge(self, newcomers: Sequence[Features]) -> dict[tuple[str, str], ScoredPair]:
        """The newest result for every pair that the newcomers, or those they may change, stand in."""
        window = self._candidates.window
        present = [features for features in newcomers if features.id in window]
        own_pairs, affected = await asyncio.to_thread(self._score_newcomers, present)
        # A newcomer can only weaken the pairs of others: those that stand in none are not scored again.
        paired = {pair.other_id for pair in own_pairs if pair.band != "nothing"} & affected
        paired |= await self._features.paired(sorted(affected - paired))
        others = [window[other_id].features for other_id in sorted(paired)]
        again = await asyncio.to_thread(self._score, others)
        scored = {pair.key: pair for pair in (*own_pairs, *again)}
        await self._features.mark_paired(sorted(_ends_of_likely(scored)))
        return scored

    def _score_newcomers(self, newcomers: Sequence[Features]) -> tuple[list[ScoredPair], set[str]]:
        """The newcomers' pairs, and ids of those whose pairs these may have changed."""
        window, pairs, affected = self._candidates.window, list[ScoredPair](), set[str]()
        for features in newcomers:
            scored = self._matcher.score(features, window)
            affected |= {*self._matcher.affected(features, scored, window)}
            pairs += scored
        return pairs, affected - {features.id for features in newcomers}

    def _score(self, articles: Sequence[Features]) -> list[ScoredPair]:
        window = self._candidates.window
        return [pair for features in articles for pair in self._matcher.score(features, window)]

    async def _apply(
        self, scored: Mapping[tuple[str, str], ScoredPair], categories: Mapping[str, str | None]
    ) -> LinkingResult:
        # The end that was scored has its matches; the other is read only where something may come of it.
        likely = _ends_of_likely(scored)
        nodes = await self._nodes.read({pair.article_id for pair in scored.values()} | likely)
        held = pairs_held_by_pause(scored, nodes, categories, await self._pauses.pauses())
        changes = [
            change
            for key, pair in scored.items()
            if key not in held and (change := match_change(pair, nodes)) is not None
        ]
        # Matches of before that are not even among the best candidates any more.
        changes += vanished_matches(scored, nodes)
        snapshots = await commit_changes(self._nodes, changes)
        with_stories = await read_with_stories(self._nodes, likely)
        return LinkingResult(snapshots, [proposal_of(pair, with_stories) for pair in scored.values()])


def _ends_of_likely(scored: Mapping[tuple[str, str], ScoredPair]) -> set[str]:
    return {article_id for pair in scored.values() if pair.band != "nothing" for article_id in pair.key}
