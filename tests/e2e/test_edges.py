"""The edges as the contract has them, from outside."""

import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from httpx_sse import connect_sse

from newsroom.events.identity import article_id
from tests.support.system import System
from tests.support.waiting import wait_until

NAMED = b'{"source": "edges", "source_id": "x", "headline": "h", %b}'


def article(**fields: Any) -> dict[str, Any]:
    name = uuid.uuid4().hex
    return {"source": "edges", "source_id": name, "language": "en", "headline": f"Headline {name}"} | fields


def visible(system: System, sent: dict[str, Any]) -> dict[str, Any]:
    found = article_id(sent["source"], sent["source_id"])
    return system.article(found)


def test_an_article_is_pushed_and_on_the_feed(system):
    tag = f"t-{uuid.uuid4().hex}"
    sent = article(tags=[{"id": tag, "label": "One"}])
    with (
        httpx.Client(timeout=20) as client,
        connect_sse(client, "GET", f"{system.url('publish')}/v1/stream", params={"tag": tag}) as stream,
    ):
        [answer] = system.post([sent])
        event = next(iter(stream.iter_sse()))
    assert event.event == "published"
    data = json.loads(event.data)
    assert data["data"]["article"]["id"] == answer["id"] == data["subject"]
    assert [item["id"] for item in system.feed(tag=tag)] == [answer["id"]]


def test_an_article_can_be_followed_by_its_trace(system):
    tag, parent = f"t-{uuid.uuid4().hex}", f"00-{uuid.uuid4().hex}-{uuid.uuid4().hex[:16]}-01"
    original = article(tags=[{"id": tag, "label": "One"}])
    system.post([original])
    system.wait_until_finished()
    named = {"source": original["source"], "source_id": original["source_id"]}
    variant = article(tags=[{"id": tag, "label": "Bir"}], language="az", translation_of=named)
    headers = {"Authorization": f"Bearer {system.ready['ingest_key']}", "traceparent": parent}
    httpx.post(f"{system.url('ingest')}/v1/articles", json=variant, headers=headers).raise_for_status()
    system.wait_until_finished()
    events = system.get("/v1/changes", tag=tag, cursor="earliest").json()["events"]
    changes = [(e["data"]["change"], e["subject"]) for e in events if e.get("traceparent") == parent]
    original_id, variant_id = (article_id(one["source"], one["source_id"]) for one in (original, variant))
    assert ("linked", original_id) in changes
    assert variant_id in {subject for _, subject in changes}


def test_a_feed_and_its_cursor_miss_nothing(system):
    tag = f"t-{uuid.uuid4().hex}"
    cursor = system.get("/v1/feed", tag=tag).json()["cursor"]
    sent = [article(tags=[{"id": tag, "label": "One"}]) for _ in range(30)]
    system.post(sent)
    system.wait_until_finished()
    seen: list[str] = []
    with (
        httpx.Client(timeout=20) as client,
        connect_sse(
            client, "GET", f"{system.url('publish')}/v1/stream", params={"tag": tag, "cursor": cursor}
        ) as stream,
    ):
        for event in stream.iter_sse():
            seen.append(json.loads(event.data)["subject"])
            if len(seen) == 30:
                break
    assert sorted(seen) == sorted(article_id(one["source"], one["source_id"]) for one in sent)


def test_pages_stay_right_while_articles_arrive(system):
    tag = f"t-{uuid.uuid4().hex}"
    tags = [{"id": tag, "label": "One"}]
    system.post([article(tags=tags) for _ in range(25)])
    system.wait_until_finished()
    first = system.get("/v1/feed", tag=tag, limit=10).json()
    system.post([article(tags=tags) for _ in range(5)])
    system.wait_until_finished()
    seen, page = [item["id"] for item in first["items"]], first["next"]
    while page:
        answer = system.get("/v1/feed", tag=tag, limit=10, page=page).json()
        seen += [item["id"] for item in answer["items"]]
        page = answer["next"]
    assert len(seen) == len(set(seen)) == 25


def test_a_withdrawn_article_is_gone_everywhere(system):
    sent = article(headline="Secretword in a headline", body="Secretword in a text")
    sibling = article(
        language="az", translation_of={"source": sent["source"], "source_id": sent["source_id"]}
    )
    system.post([sent, sibling])
    wait_until(lambda: visible(system, sibling)["variants"].get("en"), "the variant is linked")
    shown = visible(system, sent)
    assert system.withdraw("edges", sent["source_id"])["status"] == "withdrawn"
    wait_until(lambda: system.get(f"/v1/articles/{shown['id']}").status_code == 410, "it is gone")
    wait_until(lambda: not visible(system, sibling)["variants"], "the sibling shows it no more")
    assert "Secretword" not in json.dumps(system.log())
    assert "Secretword" not in json.dumps(system.feed())
    assert system.get(f"/v1/articles/{shown['id']}/revisions").status_code == 410
    [answer] = system.post([sent | {"body": "Secretword again"}])
    assert answer["status"] == "withdrawn"
    assert system.withdraw("edges", sent["source_id"], "restorations")["status"] == "restored"
    assert visible(system, sent)["body"] == "Secretword again"


def test_an_embargo_is_kept_and_lifted_to_the_second(system):
    until = datetime.now(UTC) + timedelta(seconds=3)
    sent = article(embargo_until=until.isoformat())
    [answer] = system.post([sent])
    system.wait_until_finished()
    if datetime.now(UTC) < until - timedelta(seconds=0.5):
        assert system.get(f"/v1/articles/{answer['id']}").status_code == 404
    visible(system, sent)
    assert datetime.now(UTC) >= until


def test_an_older_story_id_leads_to_its_successor(system):
    original = article(published_at="2026-03-02T10:00:00+04:00")
    variant = article(language="ru", published_at="2026-03-02T11:00:00+04:00")
    system.post([original, variant])
    before = visible(system, variant)["story_id"]
    reference = {"source": original["source"], "source_id": original["source_id"]}
    system.post([variant | {"translation_of": reference}])
    wait_until(lambda: visible(system, variant)["story_id"] != before, "the stories are one")
    answer = system.get(f"/v1/stories/{before}")
    assert answer.status_code == 308
    story = httpx.get(f"{system.url('publish')}{answer.headers['location']}").json()
    assert set(story["articles"]) == {"en", "ru"}


@pytest.mark.parametrize(
    ("path", "query", "field"),
    [
        ("/v1/feed", {"lang": "xx"}, "lang"),
        ("/v1/feed", {"langg": "en"}, "langg"),
        ("/v1/feed", {"limit": "0"}, "limit"),
        ("/v1/feed", {"limit": "101"}, "limit"),
        ("/v1/feed", {"page": "nonsense"}, "page"),
        ("/v1/changes", {"cursor": "nonsense"}, "cursor"),
        ("/v1/stream", {"cursor": "nonsense"}, "cursor"),
        ("/v1/stream", {"lang": "xx"}, "lang"),
        ("/v1/stream", {"langg": "en"}, "langg"),
    ],
)
def test_a_wrong_query_is_refused_by_name(system, path, query, field):
    answer = system.get(path, **query)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_a_cursor_that_is_not_kept_is_told_so(system):
    system.post([article()])
    system.wait_until_finished()
    answer = system.get("/v1/changes", cursor="1-0")
    assert answer.status_code == 410
    oldest = answer.json()["oldest"]
    assert system.get("/v1/changes", cursor=oldest).status_code == 200
    with (
        httpx.Client(timeout=20) as client,
        connect_sse(client, "GET", f"{system.url('publish')}/v1/stream", params={"cursor": "1-0"}) as stream,
    ):
        event = next(iter(stream.iter_sse()))
    assert event.event == "reset"
    assert oldest in event.data


@pytest.mark.parametrize(
    ("body", "media_type", "key", "status", "field"),
    [
        (b"{", "application/json", True, 400, None),
        (b'{"source": "edges"}', "application/json", True, 422, "source_id"),
        (
            b'{"source": "edges", "source_id": "x", "headline": "h", "hedline": "y"}',
            "application/json",
            True,
            422,
            "hedline",
        ),
        (
            b'{"source": "edges", "source_id": "x", "headline": "h", "language": "xx"}',
            "application/json",
            True,
            422,
            "language",
        ),
        (b"{}", "application/json", False, 401, None),
        (b"\x89PNG", "image/png", True, 415, None),
        (
            b'{"source": "edges", "source_id": "x", "headline": "%b"}' % (b"h" * 2_000_000),
            "application/json",
            True,
            413,
            None,
        ),
    ],
)
def test_a_bad_post_is_refused_by_name(system, body, media_type, key, status, field):
    headers = {"Content-Type": media_type}
    if key:
        headers["Authorization"] = f"Bearer {system.ready['ingest_key']}"
    answer = httpx.post(f"{system.url('ingest')}/v1/articles", content=body, headers=headers, timeout=20)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    if field:
        assert field in {error["field"] for error in answer.json()["errors"]}


def test_one_bad_line_ends_nothing(system):
    good = [article(), article()]
    lines = [json.dumps(good[0]), "{nonsense", json.dumps({"source": "edges"}), json.dumps(good[1])]
    answer = httpx.post(
        f"{system.url('ingest')}/v1/articles",
        content="\n".join(lines).encode(),
        headers={
            "Content-Type": "application/x-ndjson",
            "Authorization": f"Bearer {system.ready['ingest_key']}",
        },
        timeout=20,
    )
    assert answer.status_code == 202
    statuses = [json.loads(line)["status"] for line in answer.text.splitlines()]
    assert statuses == ["created", "refused", "refused", "created"]


@pytest.mark.parametrize("service", ["ingest", "translate", "publish"])
@pytest.mark.parametrize("path", ["/health/live", "/health/ready", "/metrics", "/asyncapi"])
def test_every_service_tells_how_it_is(system, service, path):
    assert httpx.get(f"{system.url(service)}{path}", timeout=20).status_code == 200


def test_the_command_shows_every_group(system):
    system.post([article()])
    system.wait_until_finished()
    shown = json.loads(system.run("streams", "--json"))
    assert {(one["stream"], one["group"]) for one in shown} >= {
        ("article-created", "translate"),
        ("article-created", "publish"),
        ("story-linked", "publish"),
        ("article-published", "archive"),
    }
    assert all(set(one) == {"stream", "group", "length", "lag", "pending"} for one in shown)


def test_a_page_shows_what_is_on_the_feed(system):
    sent = article(headline="Bakıda “yeni” <xəbər> & daha çox", language="az")
    system.post([sent])
    visible(system, sent)
    page = httpx.get(f"{system.url('publish')}/az/", timeout=20)
    assert page.status_code == 200
    assert "Bakıda “yeni” &lt;xəbər&gt; &amp; daha çox" in page.text
