"""The stream over real sockets: by takeover with both of uvicorn's parsers, and through plain `send`."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from newsroom.live import LiveSettings
from tests.integration.publish.live.lab import Client, Http, MemoryLog, Site, running_site, until


@dataclass(frozen=True)
class Way:
    http: Http
    takeover: bool


WAYS = [Way("httptools", True), Way("h11", True), Way("httptools", False), Way("h11", False)]


@pytest.fixture(params=WAYS, ids=lambda way: f"{way.http}-{'takeover' if way.takeover else 'send'}")
async def site(request: pytest.FixtureRequest) -> AsyncIterator[Site]:
    way: Way = request.param
    settings = LiveSettings(ring_events=50, replay_page=7, takeover=way.takeover, tick=0.02, heartbeat=0.1)
    async with running_site(MemoryLog(), settings, http=way.http) as running:
        yield running


async def test_a_subscriber_gets_what_it_asked_for_as_it_happens(site: Site) -> None:
    client = await Client.open(site.port, "?lang=en&lang=az&category=energy")
    assert client.status == 200
    assert client.headers["content-type"].startswith("text/event-stream")
    assert client.headers["access-control-allow-origin"] == "*"
    assert client.headers["cache-control"] == "no-cache"
    site.log.append("not in this category", topics=["lang:en"])
    site.log.append("Russian", topics=["lang:ru", "category:energy"])
    first = site.log.append("one", topics=["lang:en", "category:energy"])
    second = site.log.append(
        "two", change="updated", topics=["lang:ru"], before=["lang:az", "category:energy"]
    )
    events = await client.take(2)
    assert [(e.id, e.name, e.said) for e in events] == [
        (first, "published", "one"),
        (second, "updated", "two"),
    ]
    assert client.retry is not None
    await client.close()


async def test_an_event_after_the_headers_is_never_missed(site: Site) -> None:
    for number in range(20):
        client = await Client.open(site.port)
        site.log.append(str(number))
        [event] = await client.take(1)
        assert event.said == str(number)
        client.abort()


@pytest.mark.parametrize("seen", [0, 3, 49, 150, 199])
async def test_resuming_goes_on_right_after_the_cursor(site: Site, seen: int) -> None:
    cursors = [site.log.append(str(number)) for number in range(200)]
    await until(lambda: site.hub.counts.entries == 200)
    client = await Client.open(site.port, "?cursor=0-0", last_id=cursors[seen])
    site.log.append("live")
    said = [event.said for event in await client.take(200 - seen)]
    assert said == [*(str(number) for number in range(seen + 1, 200)), "live"]
    client.abort()


async def test_earliest_gets_all_that_is_kept_and_goes_on_live(site: Site) -> None:
    for number in range(120):
        site.log.append(str(number), topics=["lang:en" if number % 3 else "lang:az"])
    site.log.trim(10)
    client = await Client.open(site.port, "?lang=en&cursor=earliest")
    expected = [str(number) for number in range(10, 120) if number % 3]
    assert [event.said for event in await client.take(len(expected))] == expected
    site.log.append("live")
    assert (await client.take(1))[0].said == "live"
    client.abort()


async def test_a_cursor_that_is_not_kept_is_answered_with_one_reset(site: Site) -> None:
    for number in range(200):
        site.log.append(str(number))
    site.log.trim(100)
    client = await Client.open(site.port, "?cursor=50-0")
    assert client.status == 200
    [reset] = await client.rest()
    assert (reset.name, json.loads(reset.text)["oldest"]) == ("reset", site.log.entries[0].cursor)
    back = await Client.open(site.port, last_id=reset.id)
    assert [event.said for event in await back.take(100)] == [str(number) for number in range(100, 200)]
    back.abort()


async def test_the_cursor_right_before_the_oldest_is_kept(site: Site) -> None:
    for number in range(200):
        site.log.append(str(number))
    site.log.trim(100)
    client = await Client.open(site.port, last_id="101-0")
    assert (await client.take(1))[0].said == "101"
    client.abort()


async def test_a_cursor_that_was_never_handed_out_is_reset(site: Site) -> None:
    site.log.append("one")
    client = await Client.open(site.port, "?cursor=99999-0")
    assert [event.name for event in await client.rest()] == ["reset"]


@pytest.mark.parametrize(
    ("query", "last_id", "field"),
    [
        ("?cursor=soon", None, "cursor"),
        ("?cursor=1", None, "cursor"),
        ("?cursor=1-1&cursor=1-2", None, "cursor"),
        ("?cursor=99999999999999999999-0", None, "cursor"),
        ("?cursor=1-1", "x", "Last-Event-ID"),
        ("?color=red", None, "color"),
        ("?lang=%ff", None, "query"),
    ],
)
async def test_what_cannot_be_understood_is_a_problem(
    site: Site, query: str, last_id: str | None, field: str
) -> None:
    client = await Client.open(site.port, query, last_id=last_id)
    assert client.status == 400
    assert client.headers["content-type"] == "application/problem+json"
    problem = json.loads(await client.body())
    assert (problem["type"], problem["status"]) == ("about:blank", 400)
    assert [error["field"] for error in problem["errors"] if error["problem"]] == [field]
    await client.close()


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
async def test_other_methods_are_not_allowed(site: Site, method: str) -> None:
    client = await Client.open(site.port, method=method)
    assert (client.status, client.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
    await client.close()


async def test_head_says_what_get_would_without_a_stream(site: Site) -> None:
    client = await Client.open(site.port, "?lang=en", method="HEAD")
    assert client.status == 200
    assert client.headers["content-type"].startswith("text/event-stream")
    assert (await Client.open(site.port, "?color=red", method="HEAD")).status == 400
    assert site.hub.connections == 0
    await client.close()


async def test_a_page_of_another_origin_may_ask_first(site: Site) -> None:
    client = await Client.open(site.port, method="OPTIONS")
    assert client.status == 204
    assert client.headers["access-control-allow-origin"] == "*"
    assert "last-event-id" in client.headers["access-control-allow-headers"]
    await client.close()


COMBINATIONS = [
    "?lang=en&category=energy",
    "?lang=en&lang=az&tag=shah-deniz&tag=opec",
    "?category=energy&category=sport",
    "?tag=opec",
    "",
]


@pytest.mark.parametrize("query", COMBINATIONS)
async def test_who_could_have_seen_an_article_hears_of_its_correction_and_withdrawal(
    site: Site, query: str
) -> None:
    seen, ever = ["lang:en", "category:energy", "tag:opec"], ["category:region", "lang:en"]
    client = await Client.open(site.port, query)
    for change, before, after in [
        ("published", [], seen),
        ("updated", seen, ever),
        ("withdrawn", [*seen, *ever], []),
    ]:
        site.log.append(change, change=change, before=before, topics=after)
        [event] = await client.take(1)  # before the next: a withdrawal hides what was not written yet
        assert event.name == change
    client.abort()


async def test_idle_streams_hear_a_heartbeat(site: Site) -> None:
    client = await Client.open(site.port)
    reading = asyncio.create_task(client.take(1))
    await until(lambda: client.comments >= 3)
    site.log.append("news")
    assert (await reading)[0].said == "news"
    client.abort()


async def test_leavers_are_forgotten(site: Site) -> None:
    clients = [await Client.open(site.port, f"?tag={number % 3}") for number in range(20)]
    await until(lambda: site.hub.connections == 20)
    for client in clients[:10]:
        await client.close()
    for client in clients[10:]:
        client.abort()
    await until(lambda: site.hub.connections == 0)


async def test_a_reader_may_leave_while_its_page_is_on_its_way(site: Site) -> None:
    cursors = [site.log.append(str(number)) for number in range(200)]
    await until(lambda: site.hub.counts.entries == 200)
    site.log.pages_pass.clear()
    client = await Client.open(site.port, last_id=cursors[0])
    assert site.hub.connections == 1
    client.abort()
    await until(lambda: site.hub.connections == 0 or not site.hub.settings.takeover)
    site.log.pages_pass.set()
    await until(lambda: site.hub.connections == 0)


async def test_a_withdrawal_while_a_page_is_on_its_way_hides_what_is_in_it(site: Site) -> None:
    cursors = [site.log.append(str(number), article=f"a{number}") for number in range(200)]
    await until(lambda: site.hub.counts.entries == 200)
    site.log.pages_pass.clear()
    client = await Client.open(site.port, last_id=cursors[0])
    await until(lambda: site.log.pages == 1)
    site.log.append(change="withdrawn", article="a3")
    del site.log.entries[3]
    await until(lambda: site.hub.counts.entries == 201)
    site.log.pages_pass.set()
    assert [event.said for event in await client.take(4)] == ["1", "2", "4", "5"]
    client.abort()


async def test_the_log_away_and_back_keeps_the_sockets(site: Site) -> None:
    client = await Client.open(site.port)
    first = site.log.append("first")
    site.log.append("before")
    assert [event.said for event in await client.take(2)] == ["first", "before"]
    site.log.leave()
    await until(lambda: not site.hub.ready)
    site.log.append("meanwhile")
    old = await Client.open(site.port, last_id=first)
    site.log.come_back()
    assert (await client.take(1))[0].said == "meanwhile"
    assert [event.said for event in await old.take(2)] == ["before", "meanwhile"]
    client.abort()
    old.abort()


async def test_who_needs_the_log_while_it_is_away_is_told_to_come_back(site: Site) -> None:
    for number in range(200):
        site.log.append(str(number))
    await until(lambda: site.hub.counts.entries == 200)
    site.log.leave()
    client = await Client.open(site.port, "?cursor=5-0")
    assert (client.status, await client.rest()) == (200, [])
    assert client.retry is not None
    site.log.come_back()
    again = await Client.open(site.port, "?cursor=5-0")
    assert (await again.take(1))[0].said == "5"
    again.abort()


async def test_a_withdrawn_article_is_not_replayed(site: Site) -> None:
    first = site.log.append("other", article="other")
    site.log.append("secret", article="a")
    site.log.append("sibling of aaa", article="b")
    site.log.append("", change="withdrawn", article="a", topics=[], before=["lang:en"])
    site.log.append("after", article="c")
    await until(lambda: site.hub.counts.entries == 5)
    client = await Client.open(site.port, "?lang=en", last_id=first)
    assert [(e.name, e.said) for e in await client.take(2)] == [("withdrawn", ""), ("published", "after")]
    client.abort()


async def test_closing_the_hub_ends_every_stream(site: Site) -> None:
    clients = [await Client.open(site.port) for _ in range(5)]
    site.log.append("last words")
    ends = [asyncio.create_task(client.rest()) for client in clients]
    await asyncio.gather(*(client_has_read(client) for client in clients))
    await site.hub.close()
    assert [[event.said for event in await end] for end in ends] == [["last words"]] * 5


async def client_has_read(client: Client) -> None:
    await until(lambda: client.last_id is not None)


async def test_http_1_0_gets_no_chunks(site: Site) -> None:
    if not site.hub.settings.takeover:
        pytest.skip("the framing is the server's own here")
    client = await Client.open(site.port, version="1.0")
    assert "transfer-encoding" not in client.headers
    site.log.append("old world")
    assert (await client.take(1))[0].said == "old world"
    client.abort()
