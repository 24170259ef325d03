"""Articles in, answers and events out."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

from newsroom.events.articles import ArticleRevision
from newsroom.events.identity import article_id
from newsroom.stores.redis import RedisClient
from tests.support.ingest import ready, said

ID = article_id("report", "1")


def article(**fields: Any) -> dict[str, Any]:
    return {"source": "report", "source_id": "1", "headline": "One", "language": "en", **fields}


async def answer(http: httpx.AsyncClient, **fields: Any) -> tuple[int, str]:
    response = await http.post("/v1/articles", json=article(**fields))
    assert response.status_code == 202, response.text
    assert response.json()["id"] == ID
    return response.json()["revision"], response.json()["status"]


async def test_each_kind_of_post_has_its_answer_and_only_changes_are_said(
    http: httpx.AsyncClient, redis_client: RedisClient
) -> None:
    assert await answer(http) == (1, "created")
    assert await answer(http) == (1, "unchanged")
    assert await answer(http, headline="Two") == (2, "updated")
    assert await answer(http) == (2, "stale")
    assert await answer(http, revert=True) == (3, "updated")
    assert [(one.stream, one.number) for one in await said(redis_client)] == [
        ("article-created", 1),
        ("article-updated", 2),
        ("article-updated", 3),
    ]


async def test_the_event_is_the_whole_article(http: httpx.AsyncClient, redis_client: RedisClient) -> None:
    parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    sent = article(body_html="<p>Text</p>", tags=["Əli Əliyev"], published_at="2026-02-27T19:33:00+04:00")
    await http.post("/v1/articles", json=sent, headers={"traceparent": parent})
    [one] = await said(redis_client)
    event, content = one.event, one.event.data
    assert (event.id, event.type, event.subject) == (f"{ID}.1", "newsroom.article-created.v1", ID)
    assert event.traceparent == parent
    assert isinstance(content, ArticleRevision)
    assert (content.body, content.tags[0].id) == ("Text", "eli-eliyev")
    assert content.published_at.isoformat() == "2026-02-27T15:33:00+00:00"


async def test_a_remembered_version_outlives_the_request(http: httpx.AsyncClient) -> None:
    assert await answer(http, version=1) == (1, "created")
    assert await answer(http, version=5) == (1, "unchanged")
    assert await answer(http, version=4, headline="Two") == (1, "stale")
    assert await answer(http, version=6, headline="Two") == (2, "updated")


async def test_a_language_is_detected_and_stays(http: httpx.AsyncClient, redis_client: RedisClient) -> None:
    headline = "Prezident yeni məktəbin açılışında iştirak edib"
    await answer(http, language=None, headline=headline)
    await answer(http, language=None, headline="The president attended the opening")
    assert [one.event.data.language for one in await said(redis_client)] == ["az", "az"]


async def test_an_embargo_on_what_is_public_is_refused(http: httpx.AsyncClient) -> None:
    await answer(http)
    response = await http.post(
        "/v1/articles", json=article(headline="Two", embargo_until="2099-01-01T00:00:00Z")
    )
    assert response.status_code == 409
    assert response.json()["errors"][0]["field"] == "embargo_until"
    assert await answer(http) == (1, "unchanged")


async def test_two_replicas_given_the_same_article_at_once_emit_once(
    redis_url: str, mongo_url: str, redis_client: RedisClient
) -> None:
    async with ready(redis_url, mongo_url) as one, ready(redis_url, mongo_url) as other:
        answers = await asyncio.gather(*(answer(http) for http in (one, other) * 20))
    assert sorted(answers) == [(1, "created")] + [(1, "unchanged")] * 39
    assert len(await said(redis_client)) == 1


async def test_racing_corrections_take_each_revision_once(
    redis_url: str, mongo_url: str, redis_client: RedisClient
) -> None:
    async with ready(redis_url, mongo_url) as one, ready(redis_url, mongo_url) as other:
        posts = [answer(http, headline=f"{n}") for n in range(4) for http in (one, other)]
        answers = await asyncio.gather(*posts)
    created = [status for _, status in answers if status == "created"]
    assert created == ["created"]
    events = await said(redis_client)
    assert [one.number for one in events] == list(range(1, len(events) + 1))
    assert len({one.event.data.headline for one in events}) == len(events) == 4


@pytest.mark.parametrize("partitions", [3])
async def test_partitions_do_not_change_an_answer(redis_url: str, mongo_url: str, partitions: int) -> None:
    async with ready(redis_url, mongo_url, partitions=partitions) as http:
        assert await answer(http) == (1, "created")
        assert await answer(http, headline="Two") == (2, "updated")
        named = {"source": "report", "source_id": "1"}
        assert (await http.post("/v1/withdrawals", json=named)).json()["revision"] == 3
        assert (await http.post("/v1/restorations", json=named)).json()["status"] == "restored"


async def test_an_original_of_another_source_is_noted_as_trusted_where_the_sources_file_says_so(
    redis_url: str, mongo_url: str, redis_client: RedisClient, tmp_path: Path
) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text("trusted_originals: {az-desk: [report]}")
    async with ready(redis_url, mongo_url, sources=path) as http:
        for source, original in (("az-desk", "report"), ("az-desk", "ministry"), ("az-desk", "az-desk")):
            named = {"source": original, "source_id": "0"}
            sent = {"source": source, "source_id": original, "headline": "Xəbər", "translation_of": named}
            assert (await http.post("/v1/articles", json=sent)).status_code == 202
    noted = {one.event.data.source_id: one.event.data.original_trusted for one in await said(redis_client)}
    assert noted == {"report": True, "ministry": False, "az-desk": False}
