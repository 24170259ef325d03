"""Following lists to their articles' pages, as robots.txt allows, each page once for each change.

The pages speak the native format: how a page is read is no concern of who follows to it.
"""

import json
from pathlib import Path
from typing import Any

from ingest.durability.redis_settings import Verdict
from ingest.sources.polling.schedule import PollOutcome
from newsroom.stores.redis import RedisClient
from tests.support.ingest import said
from tests.support.outside import Outside, Reply
from tests.support.sources import lab

NDJSON = {"Content-Type": "application/x-ndjson"}
JSON = {"Content-Type": "application/json"}


def source(world: Outside, **fields: Any) -> dict[str, Any]:
    web = {"allow_hosts": ["127.0.0.1"], "interval": {"min": 60, "max": 60}}
    return {"name": "wire", "kind": "feed", "url": world.url("/list"), "pages": True, **web, **fields}


def entry(world: Outside, name: str, **fields: Any) -> dict[str, Any]:
    identity = {"source": "wire", "source_id": name, "headline": f"News of {name}", "language": "en"}
    return {**identity, "url": world.url(f"/page/{name}"), **fields}


def page(name: str, **fields: Any) -> Reply:
    article = {"source": "wire", "source_id": f"page-{name}", "headline": f"Page of {name}", "language": "en"}
    return Reply(
        json.dumps({**article, "body": f"The whole text of {name}.", **fields}).encode(), headers=JSON
    )


def listing(*entries: dict[str, Any], **fields: Any) -> Reply:
    return Reply("\n".join(map(json.dumps, entries)).encode(), headers=NDJSON, **fields)


def sitemap(*places: tuple[str, str | None], root: str = "urlset", part: str = "url") -> Reply:
    parts = "".join(
        f"<{part}><loc>{url}</loc>{f'<lastmod>{changed}</lastmod>' if changed else ''}</{part}>"
        for url, changed in places
    )
    head = f'<?xml version="1.0"?><{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    return Reply(f"{head}{parts}</{root}>".encode(), headers={"Content-Type": "application/xml"})


async def bodies(redis: RedisClient) -> dict[str, str | None]:
    return {one.event.data.source_id: one.event.data.body for one in await said(redis)}


async def test_entries_are_completed_from_their_pages_each_page_once(
    redis_client: RedisClient, mongo_url: str, tmp_path: Path, world: Outside
) -> None:
    wire = await lab(redis_client, mongo_url, tmp_path, source(world))
    world.says |= {f"/page/{name}": page(name) for name in "abc"}
    world.says["/list"] = listing(entry(world, "a"), entry(world, "b"), etag='"1"')
    assert await wire.poll() is PollOutcome.NEWS
    assert await bodies(redis_client) == {name: f"The whole text of {name}." for name in "ab"}
    world.says["/list"] = listing(
        entry(world, "c"), entry(world, "b", headline="Corrected"), entry(world, "a")
    )
    assert await wire.poll(turn=61) is PollOutcome.NEWS
    assert [len(world.asked[f"/page/{name}"]) for name in "abc"] == [1, 2, 1]
    events = await said(redis_client)
    assert len(events) == 4, "an entry that has not changed is not made poorer"
    assert len(world.asked["/robots.txt"]) == 1


async def test_a_page_that_may_not_be_read_leaves_the_entry_as_it_is(
    redis_client: RedisClient, mongo_url: str, tmp_path: Path, world: Outside
) -> None:
    wire = await lab(redis_client, mongo_url, tmp_path, source(world))
    world.says["/robots.txt"] = Reply(b"User-agent: newsroom-ingest\nDisallow: /page/a\n")
    world.says |= {"/page/a": page("a"), "/page/b": page("b"), "/page/d": Reply(b"\0nothing")}
    world.says["/list"] = listing(*(entry(world, name, body="Short") for name in "abcd"))
    assert await wire.poll() is PollOutcome.NEWS
    found = await bodies(redis_client)
    assert found == {"a": "Short", "b": "The whole text of b.", "c": "Short", "d": "Short"}
    assert world.asked["/page/a"] == []
    assert (await wire.status()).problem is not None


async def test_a_page_that_fails_is_tried_again_and_the_article_corrected(
    redis_client: RedisClient, mongo_url: str, tmp_path: Path, world: Outside
) -> None:
    wire = await lab(redis_client, mongo_url, tmp_path, source(world))
    world.says["/list"] = listing(entry(world, "a", body="Short"), etag='"1"')
    world.says["/page/a"] = Reply(status=500)
    assert await wire.poll() is PollOutcome.NEWS
    assert await bodies(redis_client) == {"a": "Short"}
    world.says["/page/a"] = page("a")
    assert await wire.poll(turn=61) is PollOutcome.NEWS
    assert await bodies(redis_client) == {"a": "The whole text of a."}
    assert await wire.poll(turn=61) is PollOutcome.NOT_MODIFIED


async def test_a_page_that_always_fails_is_left_after_some_tries(
    redis_client: RedisClient, mongo_url: str, tmp_path: Path, world: Outside
) -> None:
    wire = await lab(redis_client, mongo_url, tmp_path, source(world))
    world.says["/list"] = listing(entry(world, "a"), etag='"1"')
    world.says["/page/a"] = Reply(status=500)
    for _ in range(6):
        await wire.poll(turn=61)
    assert len(world.asked["/page/a"]) == 3
    assert len(await said(redis_client)) == 1


async def test_pages_are_left_alone_once_their_host_asks_for_that(
    redis_client: RedisClient, mongo_url: str, tmp_path: Path, world: Outside
) -> None:
    wire = await lab(redis_client, mongo_url, tmp_path, source(world))
    busy = Reply(status=429, headers={"Retry-After": "600"})
    world.says |= {f"/page/{name}": busy for name in "abc"}
    world.says["/list"] = listing(*(entry(world, name) for name in "abc"), etag='"1"')
    await wire.poll()
    assert [len(world.asked[f"/page/{name}"]) for name in "abc"] == [1, 0, 0]
    assert await bodies(redis_client) == dict.fromkeys("abc"), "news need not wait for their pages"
    assert await wire.poll(turn=590) is None
    world.says |= {f"/page/{name}": page(name) for name in "abc"}
    assert await wire.poll(turn=20) is PollOutcome.NEWS
    assert await bodies(redis_client) == {name: f"The whole text of {name}." for name in "abc"}


async def test_while_robots_txt_fails_no_page_is_read(
    redis_client: RedisClient, mongo_url: str, tmp_path: Path, world: Outside
) -> None:
    wire = await lab(redis_client, mongo_url, tmp_path, source(world))
    world.says |= {
        "/list": listing(entry(world, "a")),
        "/page/a": page("a"),
        "/robots.txt": Reply(status=503),
    }
    await wire.poll()
    assert world.asked["/page/a"] == []
    world.says["/robots.txt"] = Reply(status=404)
    await wire.poll(turn=400)
    assert len(world.asked["/page/a"]) == 1


async def test_many_pages_are_read_some_at_a_time(
    redis_client: RedisClient, mongo_url: str, tmp_path: Path, world: Outside
) -> None:
    wire = await lab(redis_client, mongo_url, tmp_path, source(world))
    names = [str(number) for number in range(70)]
    world.says |= {f"/page/{name}": page(name) for name in names}
    world.says["/list"] = listing(*(entry(world, name) for name in names), etag='"1"')
    outcomes = [await wire.poll(turn=6) for _ in range(3)]
    assert outcomes == [PollOutcome.MORE, PollOutcome.MORE, PollOutcome.NEWS]
    assert len(await said(redis_client)) == 70
    assert await wire.poll(turn=61) is PollOutcome.NOT_MODIFIED


async def test_pages_that_redis_could_not_take_are_read_again(
    redis_client: RedisClient, mongo_url: str, tmp_path: Path, world: Outside
) -> None:
    wire = await lab(redis_client, mongo_url, tmp_path, source(world))
    world.says |= {"/list": listing(entry(world, "a")), "/page/a": page("a")}
    wire.watch.verdict = Verdict(("its disk is full",))
    assert await wire.poll() is PollOutcome.POSTPONED
    wire.watch.verdict = Verdict()
    assert await wire.poll(turn=6) is PollOutcome.NEWS
    assert await bodies(redis_client) == {"a": "The whole text of a."}


async def test_a_sitemap_leads_to_pages_that_are_new_or_changed(
    redis_client: RedisClient, mongo_url: str, tmp_path: Path, world: Outside
) -> None:
    wire = await lab(redis_client, mongo_url, tmp_path, map_source(world))
    world.says |= {f"/page/{name}": page(name) for name in "abcd"}
    places = {name: world.url(f"/page/{name}") for name in "abcd"}
    day = "2026-03-02T09:00:00Z"
    world.says["/list"] = sitemap((places["a"], day), (places["b"], None), (places["c"], "2025-01-01"))
    assert await wire.poll() is PollOutcome.NEWS
    assert set(await bodies(redis_client)) == {"page-a", "page-b"}, "what is old is left"
    world.says["/page/a"] = page("a", headline="Corrected")
    later = (places["a"], "2026-03-02T12:00:00Z")
    world.says["/list"] = sitemap(later, (places["b"], None), (places["d"], day))
    assert await wire.poll(turn=61) is PollOutcome.NEWS
    assert [len(world.asked[f"/page/{name}"]) for name in "abcd"] == [2, 1, 0, 1]
    assert len(await said(redis_client)) == 4


async def test_an_index_of_sitemaps_leads_to_theirs(
    redis_client: RedisClient, mongo_url: str, tmp_path: Path, world: Outside
) -> None:
    wire = await lab(redis_client, mongo_url, tmp_path, map_source(world))
    world.says["/list"] = sitemap((world.url("/map"), "2026-03-02"), root="sitemapindex", part="sitemap")
    world.says |= {"/map": sitemap((world.url("/page/a"), None)), "/page/a": page("a"), "/page/b": page("b")}
    assert await wire.poll() is PollOutcome.NEWS
    world.says["/map"] = sitemap((world.url("/page/b"), None), (world.url("/page/a"), None))
    assert await wire.poll(turn=61) is PollOutcome.NEWS
    assert set(await bodies(redis_client)) == {"page-a", "page-b"}


async def test_a_list_of_links_leads_to_those_of_a_form(
    redis_client: RedisClient, mongo_url: str, tmp_path: Path, world: Outside
) -> None:
    wire = await lab(redis_client, mongo_url, tmp_path, source_of_links(world))
    links = ("page/a", "/page/a#comments", "/about", "javascript:void(0)", "mailto:x@y.example", "http://[")
    html = "".join(f'<a href="{link}">x</a>' for link in links)
    world.says |= {"/list": Reply(html.encode(), headers={"Content-Type": "text/html"}), "/page/a": page("a")}
    assert await wire.poll() is PollOutcome.NEWS
    assert set(await bodies(redis_client)) == {"page-a"}
    assert world.asked["/about"] == []
    world.says["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /\n")
    assert await wire.poll(turn=13 * 3600) is PollOutcome.FAILED
    assert "robots.txt" in str((await wire.status()).problem)


def map_source(world: Outside) -> dict[str, Any]:
    return {name: value for name, value in source(world, kind="sitemap").items() if name != "pages"}


def source_of_links(world: Outside) -> dict[str, Any]:
    web = source(world, kind="page", links="/page/")
    return {name: value for name, value in web.items() if name != "pages"}


NEWS = {"a": "Fire is out", "b": "Rates are cut", "c": "Market opens"}
TEXT = "The whole text of {}, as its page has it, in a sentence that is long enough. "


def html(name: str) -> Reply:
    headline, text = NEWS[name], TEXT.format(NEWS[name]) * 5
    head = f"<title>{headline}</title><meta property='og:type' content='article'>"
    page = f"<html lang='en'><head>{head}</head><body><article><h1>{headline}</h1><p>{text}</p></article>"
    return Reply(f"{page}</body></html>".encode(), headers={"Content-Type": "text/html"})


def rss(world: Outside, *names: str) -> Reply:
    """A feed whose entries share one guid."""
    items = "".join(
        f"<item><title>{NEWS[name]}</title><link>{world.url(f'/page/{name}')}</link><guid>same</guid></item>"
        for name in names
    )
    return Reply(
        f"<rss version='2.0'><channel><language>en</language>{items}</channel></rss>".encode(),
        headers={"Content-Type": "application/rss+xml"},
    )


async def test_entries_that_share_a_guid_are_told_by_their_pages_for_ever(
    redis_client: RedisClient, mongo_url: str, tmp_path: Path, world: Outside
) -> None:
    wire = await lab(redis_client, mongo_url, tmp_path, source(world))
    world.says |= {f"/page/{name}": html(name) for name in NEWS}
    for names in ("ab", "b", "c", "b"):
        world.says["/list"] = rss(world, *names)
        assert await wire.poll(turn=61) in (PollOutcome.NEWS, PollOutcome.NOTHING_NEW)
    found = await bodies(redis_client)
    assert {name: (body or "").partition(",")[0] for name, body in found.items()} == {
        world.url(f"/page/{name}"): f"The whole text of {headline}" for name, headline in NEWS.items()
    }
    assert len(await said(redis_client)) == len(NEWS)
