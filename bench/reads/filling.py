"""Fills a running publish with stories in three languages, through its streams."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from pymongo import AsyncMongoClient

from newsroom.events.articles import ArticleRevision, Media, Tag
from newsroom.events.catalogue import ARTICLE_CREATED, STORY_LINKED
from newsroom.events.identity import article_id
from newsroom.events.stories import StoryArticle, StoryLink, StorySnapshot
from newsroom.stores.redis import connect
from newsroom.streams.publisher import Emission, Publisher
from newsroom.streams.topology import Topology

LANGUAGES = ("en", "az", "ru")
_WORDS = {
    "en": "Energy ministers agreed on new pipeline capacity after talks in Baku",
    "az": "Energetika nazirləri Bakıdakı danışıqlardan sonra yeni boru kəməri barədə razılığa gəldilər",
    "ru": "Министры энергетики договорились о новых мощностях трубопровода после переговоров в Баку",
}
_NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
_PATIENCE = 120.0


async def fill(redis_url: str, mongo_url: str, stories: int) -> None:
    """Appends the events and waits until each article is shown and archived."""
    emissions = [emission for number in range(stories) for emission in _story(number)]
    redis = connect(redis_url)
    publisher = Publisher(redis, Topology(), "bench")
    publisher.epoch = "bench"
    for key in Topology().epochs("bench"):
        await redis.set(key, publisher.epoch)
    for script in publisher.scripts:
        await script.load()
    await publisher.append_once(emissions)
    await redis.aclose()
    async with AsyncMongoClient[dict[str, object]](mongo_url) as client, asyncio.timeout(_PATIENCE):
        articles = client.get_default_database("newsroom").articles
        wanted = {"cursor": {"$ne": None}, "unlogged": False, "public.variants": {"$ne": {}}}
        while await articles.count_documents(wanted) < len(LANGUAGES) * stories:  # noqa: ASYNC110 - MongoDB
            await asyncio.sleep(0.2)


def _story(number: int) -> Iterator[Emission]:
    articles = {language: _article(number, language) for language in LANGUAGES}
    for article in articles.values():
        yield Emission.of(ARTICLE_CREATED, ARTICLE_CREATED.event(article, time=article.received_at))
    ids = {language: article.id for language, article in articles.items()}
    snapshot = StorySnapshot(
        id=ids["en"],
        version=2,
        articles={language: StoryArticle(id=one, membership=1) for language, one in ids.items()},
        links=tuple(
            StoryLink(article_id=ids[language], other_id=ids["en"], method="explicit")
            for language in ("az", "ru")
        ),
    )
    yield Emission.of(STORY_LINKED, STORY_LINKED.event(snapshot, time=_NOW))


def _article(number: int, language: str) -> ArticleRevision:
    at = _NOW - timedelta(minutes=number)
    words = f"{_WORDS[language]}, {number}"
    return ArticleRevision(
        id=article_id("bench", f"{number}/{language}"),
        revision=1,
        status="live",
        source="bench",
        source_id=f"{number}/{language}",
        language=language,
        headline=words,
        lead=f"{words}.",
        body="\n\n".join([f"{words}. " * 5] * 6),
        category=("energy", "economy", "sport")[number % 3],
        tags=(Tag(id="energy-ministers", label="Energy ministers"),),
        media=(Media(kind="photo", url=f"https://pictures.example/{number}.jpg", caption=words),),
        published_at=at,
        received_at=at,
        first_received_at=at,
        content_hash=f"{number}-{language}",
    )
