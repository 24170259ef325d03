"""Sources as they are outside: RSS with its pages, a news sitemap, compressed; made one article each."""

import gzip
from pathlib import Path
from typing import Any

from ingest.sources.polling.schedule import PollOutcome
from newsroom.stores.redis import RedisClient
from tests.support.ingest import said
from tests.support.outside import Outside, Reply
from tests.support.sources import lab

TEXT = "The minister met the ambassador in Baku on Monday and spoke about trade between both countries. "
RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Wire</title><link>{site}</link><language>en-us</language>
<item><title>Minister meets ambassador</title><link>{site}/news/1?utm_source=rss</link>
<guid isPermaLink="false">wire-1</guid><category>Foreign Policy</category>
<pubDate>Mon, 02 Mar 2026 09:30:00 +0400</pubDate><description>They met in Baku.</description></item>
</channel></rss>"""
PAGE = """<!DOCTYPE html><html lang="en"><head><title>Minister meets ambassador | Wire</title>
<link rel="canonical" href="{site}/news/1"><meta property="og:title" content="Minister meets ambassador">
<meta property="og:type" content="article">
<meta property="article:published_time" content="2026-03-02T09:30:00+04:00">
</head><body><nav><a href="/">Home</a></nav><article><h1>Minister meets ambassador</h1>{paragraphs}</article>
</body></html>"""
SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>{site}/news/1</loc><news:news><news:publication><news:name>Wire</news:name>
<news:language>en</news:language></news:publication><news:publication_date>2026-03-02T05:30:00Z</news:publication_date>
<news:title>Minister meets ambassador</news:title></news:news></url>
<url><loc>{site}/news/2</loc><news:news><news:publication><news:name>Wire</news:name>
<news:language>en</news:language></news:publication><news:publication_date>2026-03-02T06:30:00Z</news:publication_date>
<news:title>A page that nobody may read</news:title></news:news></url>
</urlset>"""


def source(world: Outside, kind: str, **fields: Any) -> dict[str, Any]:
    web = {"allow_hosts": ["127.0.0.1"], "interval": {"min": 60, "max": 60}}
    return {"name": "wire", "kind": kind, "url": world.url("/list"), **web, **fields}


def html(world: Outside) -> Reply:
    paragraphs = "".join(f"<p>{TEXT * 3}</p>" for _ in range(4))
    body = PAGE.format(site=world.url(""), paragraphs=paragraphs)
    return Reply(body.encode(), headers={"Content-Type": "text/html; charset=utf-8"})


async def test_an_rss_item_is_completed_from_its_page(
    redis_client: RedisClient, mongo_url: str, tmp_path: Path, world: Outside
) -> None:
    table = {"Foreign policy": "foreign-policy"}
    wire = await lab(redis_client, mongo_url, tmp_path, source(world, "feed", pages=True, categories=table))
    feed = gzip.compress(RSS.format(site=world.url("")).encode())
    headers = {"Content-Type": "application/rss+xml", "Content-Encoding": "gzip"}
    world.says |= {"/list": Reply(feed, headers=headers), "/news/1": html(world)}
    assert await wire.poll() is PollOutcome.NEWS
    [one] = await said(redis_client)
    article = one.event.data
    assert (article.headline, article.language) == ("Minister meets ambassador", "en")
    assert (article.category, article.url) == ("foreign-policy", world.url("/news/1"))
    assert article.published_at.isoformat() == "2026-03-02T05:30:00+00:00"
    assert TEXT.strip() in article.body
    assert "Home" not in article.body


async def test_a_page_in_the_place_of_a_feed_is_no_article(
    redis_client: RedisClient, mongo_url: str, tmp_path: Path, world: Outside
) -> None:
    wire = await lab(redis_client, mongo_url, tmp_path, source(world, "feed"))
    world.says["/list"] = html(world)
    assert await wire.poll() is PollOutcome.FAILED
    assert "web page" in str((await wire.status()).problem)
    assert await said(redis_client) == []


async def test_an_empty_feed_is_asked_for_whole_again(
    redis_client: RedisClient, mongo_url: str, tmp_path: Path, world: Outside
) -> None:
    wire = await lab(redis_client, mongo_url, tmp_path, source(world, "feed"))
    empty = b"<rss version='2.0'><channel><title>Wire</title></channel></rss>"
    world.says["/list"] = Reply(empty, headers={"Content-Type": "application/rss+xml"}, etag='"1"')
    for _ in range(2):
        assert await wire.poll(turn=61) is PollOutcome.NOTHING_NEW
    assert "If-None-Match" not in world.asked["/list"][1]


async def test_a_news_sitemap_gives_its_pages_and_what_it_says_of_those_it_may_not_read(
    redis_client: RedisClient, mongo_url: str, tmp_path: Path, world: Outside
) -> None:
    wire = await lab(redis_client, mongo_url, tmp_path, source(world, "sitemap"))
    world.says["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /news/2\n")
    packed = gzip.compress(SITEMAP.format(site=world.url("")).encode())
    world.says |= {
        "/list": Reply(packed, headers={"Content-Type": "application/gzip"}),
        "/news/1": html(world),
    }
    assert await wire.poll() is PollOutcome.NEWS
    found = {one.event.data.headline: one.event.data for one in await said(redis_client)}
    assert set(found) == {"Minister meets ambassador", "A page that nobody may read"}
    assert TEXT.strip() in found["Minister meets ambassador"].body
    assert not found["A page that nobody may read"].body
    assert await wire.poll(turn=61) is PollOutcome.NOT_MODIFIED
    assert world.asked["/news/2"] == []


CHALLENGE = b"""<!DOCTYPE html><html lang="en-US"><head><title>One moment, please</title>
<meta http-equiv="refresh" content="5"></head>
<body><h1>One moment, please</h1><p>We are checking that the connection is secure. Please allow scripts and
cookies in order to go on.</p></body></html>"""


async def test_a_challenge_in_the_place_of_a_page_leaves_the_lists_own_and_is_asked_again(
    redis_client: RedisClient, mongo_url: str, tmp_path: Path, world: Outside
) -> None:
    wire = await lab(redis_client, mongo_url, tmp_path, source(world, "feed", pages=True))
    feed = RSS.format(site=world.url("")).encode()
    headers = {"Content-Type": "text/html; charset=utf-8"}
    world.says |= {
        "/list": Reply(feed, headers={"Content-Type": "application/rss+xml"}),
        "/news/1": Reply(CHALLENGE, headers=headers),
    }
    assert await wire.poll() is PollOutcome.NEWS
    world.says["/news/1"] = html(world)
    assert await wire.poll(turn=61) is PollOutcome.NEWS
    first, second = [one.event.data for one in await said(redis_client)]
    assert (first.headline, first.body) == ("Minister meets ambassador", "They met in Baku.")
    assert (second.id, second.headline, TEXT.strip() in second.body) == (first.id, first.headline, True)


async def test_a_challenge_in_the_place_of_a_sitemaps_page_leaves_its_headline(
    redis_client: RedisClient, mongo_url: str, tmp_path: Path, world: Outside
) -> None:
    wire = await lab(redis_client, mongo_url, tmp_path, source(world, "sitemap"))
    headers = {"Content-Type": "text/html; charset=utf-8"}
    world.says["/list"] = Reply(
        SITEMAP.format(site=world.url("")).encode(), headers={"Content-Type": "application/xml"}
    )
    world.says |= {f"/news/{number}": Reply(CHALLENGE, headers=headers) for number in (1, 2)}
    assert await wire.poll() is PollOutcome.NEWS
    headlines = {one.event.data.headline for one in await said(redis_client)}
    assert headlines == {"Minister meets ambassador", "A page that nobody may read"}
