"""What rose, counted in MongoDB."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from newsroom.events.articles import Tag
from newsroom.events.stories import StoryArticle, StorySnapshot
from newsroom.http.problems import install_problems
from newsroom.stores.mongo import Database
from publish.adapters.mongo_facts import MongoFacts
from publish.adapters.mongo_trending import MongoTrending
from publish.reads.topics import topic_routes
from publish.reads.trending import RECENT
from tests.support.articles import id_of, revision, withdrawal
from tests.support.clock import TurnedClock
from tests.support.published import LANGUAGES
from tests.support.read_side import ReadSide

HOURS_AGO = -60


@pytest.fixture
def side(db: Database) -> ReadSide:
    return ReadSide(MongoFacts(db), TurnedClock())


@pytest.fixture
async def reader(db: Database) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    install_problems(app)
    app.include_router(topic_routes(MongoTrending(db), LANGUAGES, TurnedClock()))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        yield client


async def told(
    side: ReadSide, tag: str, *hours: float, language: str = "en", label: str | None = None
) -> None:
    """One story with this tag at each of these hours before noon."""
    for number, hour in enumerate(hours):
        tags = (Tag(id=tag, label=label or tag.title()),)
        minutes = round(hour * HOURS_AGO)
        await side.tell(revision(f"{tag}-{language}-{number}", language, tags=tags, minutes=minutes))


async def trends(reader: httpx.AsyncClient, query: str = "") -> list[dict[str, Any]]:
    answer = await reader.get(f"/v1/trending{query}")
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.json()
    return found


async def test_what_rose_comes_before_what_is_frequent(side: ReadSide, reader: httpx.AsyncClient) -> None:
    await told(side, "frequent", *range(0, 160, 2))
    await told(side, "rising", 0, 1, 2, 3, 4, 30)
    await told(side, "over", 20, 21, 22, 23)
    rising, *others = await trends(reader)
    assert (rising["id"], rising["label"], rising["recent"]) == ("rising", "Rising", 5)
    assert rising["score"] > 0
    assert rising["expected"] < 1
    assert all(other["id"] != "over" and other["score"] < rising["score"] for other in others)


async def test_a_language_has_its_own_topics_and_labels(side: ReadSide, reader: httpx.AsyncClient) -> None:
    await told(side, "amy", 1, 2, label="Amy Carlon")
    await told(side, "amy", 1.5, 2.5, language="az", label="Emi Karlon")
    (english,), (azeri,) = await trends(reader, "?lang=en"), await trends(reader, "?lang=az")
    assert (english["label"], azeri["label"]) == ("Amy Carlon", "Emi Karlon")
    assert await trends(reader, "?lang=ru") == []


async def test_a_translation_is_not_news_twice(side: ReadSide, reader: httpx.AsyncClient) -> None:
    await told(side, "amy", 1)
    await told(side, "amy", 1, language="az")
    members = {
        language: StoryArticle(id=id_of(f"amy-{language}-0"), membership=1) for language in ("en", "az")
    }
    await side.tell(StorySnapshot(id=id_of("amy-en-0"), version=2, articles=members))
    (trend,) = await trends(reader)
    assert trend["recent"] == 1


async def test_what_is_withdrawn_or_to_come_does_not_count(side: ReadSide, reader: httpx.AsyncClient) -> None:
    await told(side, "gone", 1)
    await told(side, "to-come", -1)
    await side.tell(withdrawal("gone-en-0", 2))
    assert await trends(reader) == []


async def test_an_unknown_language_is_refused(reader: httpx.AsyncClient) -> None:
    assert (await reader.get("/v1/trending?lang=fr")).status_code == 400


async def test_the_windows_meet_without_a_gap(side: ReadSide, reader: httpx.AsyncClient) -> None:
    edge = RECENT / timedelta(hours=1)
    await told(side, "edge", edge - 0.1, edge + 0.1)
    (trend,) = await trends(reader)
    assert trend["recent"] == 1
    assert trend["expected"] > 0


async def test_counting_is_by_index(db: Database, side: ReadSide, reader: httpx.AsyncClient) -> None:
    await told(side, "a", 1, 2, 3)
    await db.command("profile", 2)
    await trends(reader)
    await trends(reader, "?lang=en")
    await db.command("profile", 0)
    plans = [one async for one in db["system.profile"].find({"ns": f"{db.name}.articles"})]
    assert len(plans) == 2
    assert all("COLLSCAN" not in plan["planSummary"] for plan in plans)
