"""A worker's mirror of the features follows every change, whoever stored it."""

from dataclasses import dataclass, replace

import pytest

from newsroom.stores.redis import RedisClient
from newsroom.streams.topology import Topology
from translate.adapters.redis_features import RedisFeatures
from translate.automatic.candidate_mirror import CandidateMirror
from translate.automatic.feature_store import FeatureVersion
from translate.matching import Article, Features, open_matcher

HOUR = 3_600_000
NOON = 1_772_000_000_000
MATCHER = open_matcher("none")


def made(name: str, at: int = NOON, headline: str = "Fire in Baku") -> Features:
    [found] = MATCHER.extract([Article(id=name, language="en", headline=headline, published_at=at)])
    return found


@dataclass(slots=True)
class Mirror:
    store: RedisFeatures
    candidates: CandidateMirror

    async def seen(self, at: int = NOON) -> set[str]:
        await self.candidates.gather([made("newcomer", at)])
        reach = self.candidates.window.reach
        return {one.id for one in self.candidates.window if abs(one.features.published_at - at) <= reach}


@pytest.fixture
def mirror(redis_client: RedisClient) -> Mirror:
    store = RedisFeatures(redis_client, Topology())
    return Mirror(store, CandidateMirror(store, MATCHER.model, 24 * HOUR))


async def test_what_others_store_later_is_mirrored_too(mirror: Mirror):
    await mirror.store.put([(1, made("a"))])
    assert await mirror.seen() == {"a"}
    await mirror.store.put([(1, made("b")), (1, made("far", NOON + 50 * HOUR))])
    assert await mirror.seen() == {"a", "b"}
    assert await mirror.seen(NOON + 40 * HOUR) == {"far"}
    assert await mirror.seen(NOON + 20 * HOUR) == {"a", "b"}


async def test_a_revision_takes_the_place_of_the_one_before(mirror: Mirror):
    await mirror.store.put([(1, made("a")), (1, made("b"))])
    assert await mirror.seen() == {"a", "b"}
    await mirror.store.put([(2, made("a", headline="Flood in Ganja")), (2, made("b", NOON - 90 * HOUR))])
    assert await mirror.seen() == {"a"}
    assert mirror.candidates.window["a"].features.headline == "Flood in Ganja"


async def test_what_is_dropped_is_gone_and_a_late_revision_brings_nothing_back(mirror: Mirror):
    await mirror.store.put([(1, made("a")), (1, made("b"))])
    assert await mirror.seen() == {"a", "b"}
    await mirror.store.drop([FeatureVersion("a", 3)])
    await mirror.store.put([(2, made("a"))])
    assert await mirror.seen() == {"b"}


async def test_an_older_day_and_back_again_misses_nothing(mirror: Mirror):
    older = NOON - 90 * HOUR
    await mirror.store.put([(1, made("a")), (1, made("old", older))])
    assert await mirror.seen() == {"a"}
    assert await mirror.seen(older) == {"old"}
    await mirror.store.put([(1, made("b")), (2, made("a", headline="Flood in Ganja"))])
    assert await mirror.seen(older) == {"old"}
    assert await mirror.seen() == {"a", "b"}
    assert mirror.candidates.window["a"].features.headline == "Flood in Ganja"


async def test_after_a_loss_of_redis_it_begins_anew(mirror: Mirror, redis_client: RedisClient):
    await mirror.store.put([(1, made(name)) for name in "abc"])
    assert await mirror.seen() == {"a", "b", "c"}
    await redis_client.flushall()
    await mirror.store.put([(1, made("d"))])
    assert await mirror.seen() == {"d"}


async def test_another_models_features_are_not_mirrored(mirror: Mirror):
    await mirror.store.put([(1, replace(made("a"), model="another"))])
    assert await mirror.seen() == set()


async def test_a_judging_that_took_too_long_ends_without_an_error(mirror: Mirror, redis_client: RedisClient):
    async with mirror.store.judging_lock():
        assert await redis_client.delete(Topology().own_key("translate", "judging")) == 1
    async with mirror.store.judging_lock():
        assert await redis_client.exists(Topology().own_key("translate", "judging"))
