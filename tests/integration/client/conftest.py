"""A live log in Redis, to which a test appends changes as publish does."""

import pytest

from newsroom.events.catalogue import ARTICLE_PUBLISHED
from newsroom.events.live import LiveChange
from newsroom.events.topics import topics_of
from newsroom.stores.redis import RedisClient
from newsroom.streams.publisher import Emission, Publisher
from tests.support.articles import NOON
from tests.support.plumbing import publisher
from tests.support.published import public


def published(name: str, language: str = "en", seq: int = 1) -> Emission:
    article = public(name, language, seq=seq)
    topics = topics_of(language, article.category, [tag.id for tag in article.tags])
    change = LiveChange(change="published", seq=seq, article=article, topics_after=topics)
    return Emission.of(ARTICLE_PUBLISHED, ARTICLE_PUBLISHED.event(change, time=NOON))


@pytest.fixture
async def log(redis_client: RedisClient) -> Publisher:
    return await publisher(redis_client, "publish")
