"""Documents in the industry's formats, by HTTP."""

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import httpx

from ingest.formats.media_types import BY_MEDIA_TYPE
from newsroom.stores.redis import RedisClient
from tests.support.golden import GOLDEN, expected_beside, golden_files
from tests.support.ingest import ready, said

ARTICLE = {"source": "report", "source_id": "1", "headline": "One", "language": "en"}
ANYTHING = "application/octet-stream"


async def post(
    http: httpx.AsyncClient, content: str | bytes, media_type: str = ANYTHING, **params: str
) -> httpx.Response:
    headers = {"content-type": media_type}
    return await http.post("/v1/articles", content=content, headers=headers, params=params)


def answers(answer: httpx.Response) -> list[dict[str, Any]]:
    assert answer.status_code == 202
    return [json.loads(line) for line in answer.text.splitlines()]


async def test_a_native_file_is_found_out_by_its_content(http: httpx.AsyncClient) -> None:
    answer = await post(http, json.dumps(ARTICLE))
    assert (answer.status_code, answer.json()["status"]) == (202, "created")


async def test_a_list_is_answered_by_lines_in_order(http: httpx.AsyncClient) -> None:
    articles = [ARTICLE, {**ARTICLE, "headline": ""}, {**ARTICLE, "headline": "Two"}]
    answer = await post(http, json.dumps(articles))
    assert answer.headers["content-type"] == "application/x-ndjson"
    assert [line["status"] for line in answers(answer)] == ["created", "refused", "updated"]


async def test_what_is_in_no_format_is_told_which_there_are(http: httpx.AsyncClient) -> None:
    answer = await post(http, b"\x00\x01\x02")
    assert answer.status_code == 415
    assert "application/atom+xml" in answer.json()["detail"]


FILES = [
    (path, path.read_bytes(), json.loads(expected_beside(path).read_text("utf-8"))) for path in golden_files()
]


async def test_every_format_is_taken_and_taken_once(http: httpx.AsyncClient) -> None:
    for status in ("created", "unchanged"):
        for path, content, expected in FILES:
            answer = await post(http, content)
            found = answers(answer) if expected["is_collection"] else [answer.json()]
            wanted = [_status(one, status) for one in expected["articles"]]
            assert [_given(one["status"]) for one in found] == wanted, path.name


def _given(status: str | int) -> str:
    """A refusal on its own has the status of HTTP."""
    return "refused" if isinstance(status, int) else status


def _status(expected: dict[str, Any], of_article: str) -> str:
    if "refused" in expected:
        return "refused"
    if "doubted" in expected:
        return "held" if of_article == "created" else of_article
    return "withdrawn" if "withdrawn" in expected else of_article


async def test_a_format_is_taken_by_its_media_type(http: httpx.AsyncClient) -> None:
    for media_type, kind in BY_MEDIA_TYPE.items():
        content = next(content for path, content, _ in FILES if path.parent.name == kind.value)
        assert (await post(http, content, media_type)).status_code == 202, media_type


async def test_what_only_content_tells_apart_is_told_apart(http: httpx.AsyncClient) -> None:
    ninjs = (GOLDEN / "ninjs/one-x-translation.json").read_bytes()
    assert (await post(http, ninjs, "application/json")).json()["status"] == "created"
    nitf = (GOLDEN / "nitf/ap-style.xml").read_bytes()
    assert (await post(http, nitf, "text/xml")).json()["status"] == "created"


async def test_a_refusal_names_the_field_and_its_place(http: httpx.AsyncClient) -> None:
    answer = await post(http, b'{"uri": "urn:x:1", "headlines": []}', "application/json")
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    [error] = answer.json()["errors"]
    assert (error["field"], "headlines" in error["problem"]) == ("headline", True)


async def test_a_language_that_the_newsroom_does_not_have_is_named(http: httpx.AsyncClient) -> None:
    answer = await post(http, b'{"uri": "urn:x:1", "headline": "Titel", "language": "de-DE"}')
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "language"


async def test_a_newsroom_may_have_other_languages(redis_url: str, mongo_url: str) -> None:
    async with ready(redis_url, mongo_url, languages=("en", "az", "ru", "de", "sv", "no")) as http:
        for language in ("de-DE", "sv", "nb-NO"):
            ninjs = {"uri": f"urn:x:{language}", "headline": "Titel", "language": language}
            assert (await post(http, json.dumps(ninjs))).status_code == 202


async def test_who_it_is_from_may_be_said_by_the_call_or_by_the_key(
    redis_url: str, mongo_url: str, redis_client: RedisClient
) -> None:
    feed = "<rss><channel><link>https://x.example/</link><item><title>T</title><guid>1</guid></item></channel></rss>"
    keys = {"a-key-of-one-source": ["mine"], "a-key-of-two-sources": ["one", "other"]}
    async with ready(redis_url, mongo_url, ingest_keys=keys) as http:
        await post(http, feed, "application/rss+xml")
        await post(http, feed, "application/rss+xml", source="named")
        http.headers["authorization"] = "Bearer a-key-of-one-source"
        await post(http, feed, "application/rss+xml")
        sources = {one.event.data.source for one in await said(redis_client)}
        assert sources == {"x.example", "named", "mine"}
        http.headers["authorization"] = "Bearer a-key-of-two-sources"
        [refused] = answers(await post(http, feed, "application/rss+xml"))
        assert refused["problem"]["status"] == 403


async def test_an_article_of_our_own_names_its_source_itself(http: httpx.AsyncClient) -> None:
    answer = await http.post("/v1/articles", json=ARTICLE, params={"source": "other"})
    assert answer.status_code == 400


async def test_a_date_that_lies_ahead_is_not_believed(
    http: httpx.AsyncClient, redis_client: RedisClient
) -> None:
    ninjs = {"uri": "urn:x:1", "headline": "T", "language": "en"}
    soon, late = datetime.now(UTC) + timedelta(hours=4), "2099-01-01T00:00:00Z"
    await post(http, json.dumps({**ninjs, "versionCreated": soon.isoformat()}))
    doubted = await post(http, json.dumps({**ninjs, "uri": "urn:x:2", "versionCreated": late}))
    assert (doubted.json()["status"], doubted.json()["reason"].partition(":")[0]) == ("held", "published_at")
    [created] = await said(redis_client)
    assert created.event.data.published_at == created.event.data.received_at


async def test_nothing_public_is_dated_later_than_now(
    http: httpx.AsyncClient, redis_client: RedisClient
) -> None:
    now = datetime.now(UTC)
    dates = {
        "ahead by 4 hours": format_datetime(now + timedelta(hours=4)),
        "ahead by 23 hours": format_datetime(now + timedelta(hours=23)),
        "ahead by 25 hours": format_datetime(now + timedelta(hours=25)),
        "in words": "27 noyabr 2025, 14:30",
        "at hour 24": "Wed, 26 Nov 2025 24:00:00 +0400",
    }
    items = "".join(
        f"<item><title>Dated {name}</title><link>https://fut.example/{n}</link><guid>f{n}</guid>"
        f"<pubDate>{date}</pubDate><description>x</description></item>"
        for n, (name, date) in enumerate(dates.items())
    )
    feed = (
        f'<rss version="2.0"><channel><title>F</title><link>https://fut.example</link>{items}</channel></rss>'
    )
    told = answers(await post(http, feed, "application/rss+xml"))
    assert [answer["status"] for answer in told] == ["created", "created", "held", "created", "created"]
    events = [one.event.data for one in await said(redis_client)]
    assert all(event.published_at <= event.received_at for event in events)
    shown = {event.headline.removeprefix("Dated "): event.published_at for event in events}
    assert shown["in words"] == datetime(2025, 11, 27, 14, 30, tzinfo=UTC)
    assert shown["at hour 24"] == datetime(2025, 11, 26, 20, tzinfo=UTC)


async def test_what_superdesk_creates_it_corrects_and_kills(http: httpx.AsyncClient) -> None:
    files = sorted((Path(__file__).parent / "superdesk").iterdir())
    answers_ = [(await post(http, file.read_bytes(), "application/json")).json() for file in files]
    assert [answer["status"] for answer in answers_] == ["created", "updated", "withdrawn"]
    assert len({answer["id"] for answer in answers_}) == 1


async def test_json_of_a_foreign_shape_is_told_whose_it_is(http: httpx.AsyncClient) -> None:
    answer = await post(http, (GOLDEN / "native/media-api.json").read_bytes(), "application/json")
    assert answer.status_code == 422
    assert "looks like the AP Media API" in answer.json()["detail"]


async def test_an_article_in_none_of_the_languages_is_not_published_as_one(http: httpx.AsyncClient) -> None:
    for file in sorted((Path(__file__).parent / "languages").iterdir()):
        [answer] = answers(await post(http, file.read_bytes(), "application/rss+xml"))
        assert answer["status"] in ("refused", "held"), file.name
        assert "language" in str(answer)


async def test_a_source_may_say_in_which_zone_its_times_are(redis_url: str, mongo_url: str) -> None:
    rules = {"wire": {"timezone": "Asia/Baku"}}
    embargoed = {"guid": "urn:x:9", "headline": "T", "language": "en", "embargoed": "2099-07-01T18:00:00"}
    async with ready(redis_url, mongo_url, source_rules=rules) as http:
        answer = await post(http, json.dumps(embargoed), "application/json", source="wire")
        assert answer.json()["status"] == "created"
        assert (await post(http, json.dumps(embargoed), source="other")).json()["status"] in (422, "held")
