"""Features computed again after a loss of Redis, the newest articles first."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

from newsroom.events.articles import ArticleRevision
from translate.automatic.feature_store import FeatureStore
from translate.automatic.pair_outcomes import matcher_article
from translate.matching import Matcher
from translate.recovery.source import RecoverySource

_REFILLED = 5000
_ENCODED_AT_ONCE = 8


class RefillableFeatures(FeatureStore, Protocol):
    """A FeatureStore that knows if it holds anything."""

    async def is_empty(self) -> bool: ...


async def refill_features(source: RecoverySource, features: RefillableFeatures, matcher: Matcher) -> None:
    """Computes the features of the newest articles, where the store holds none.

    New articles are linked meanwhile, at first against those that are there.
    """
    if not await features.is_empty():
        return
    batch: list[ArticleRevision] = []
    async for revision in source.newest(_REFILLED):
        batch.append(revision)
        if len(batch) == _ENCODED_AT_ONCE:
            await _refill(features, matcher, batch)
            batch = []
    await _refill(features, matcher, batch)


async def _refill(
    features: RefillableFeatures, matcher: Matcher, revisions: Sequence[ArticleRevision]
) -> None:
    if revisions:
        articles = [matcher_article(revision) for revision in revisions]
        extracted = await asyncio.to_thread(matcher.extract, articles)
        numbers = [revision.order for revision in revisions]
        await features.put(list(zip(numbers, extracted, strict=True)))
