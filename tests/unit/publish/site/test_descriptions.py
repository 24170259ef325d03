"""What pages say of themselves to search engines, to those who share them, and to feed readers."""

import json
from datetime import timedelta
from typing import Any

import pytest
from lxml import html

from tests.support.articles import NOON
from tests.support.published import SITE, public, story
from tests.unit.publish.site.shelf import Shelf, reader

_LISTS = ["/{}/", "/{}/news/", "/{}/energy/", "/{}/tag/wuf13/", "/{}/archive/2026-03-02/"]


@pytest.fixture
def shelf() -> Shelf:
    filled = Shelf()
    filled.show(*story(("en", "az", "ru")))
    return filled


async def head_of(shelf: Shelf, path: str) -> html.HtmlElement:
    async with reader(shelf) as client:
        return html.fromstring((await client.get(path)).text).find("head")


def links(head: html.HtmlElement, selector: str) -> list[str]:
    return [link.get("href") for link in head.cssselect(f"link{selector}")]


def described(head: html.HtmlElement) -> list[dict[str, Any]]:
    return [json.loads(script.text) for script in head.cssselect("script[type='application/ld+json']")]


@pytest.mark.parametrize("language", ["en", "az", "ru"])
@pytest.mark.parametrize("path", _LISTS)
async def test_a_list_names_itself_its_editions_and_its_feeds(shelf, path, language):
    head = await head_of(shelf, path.format(language))
    told = {meta.get("property"): meta.get("content") for meta in head.cssselect("meta[property]")}
    address = SITE + path.format(language)
    assert links(head, "[rel=canonical]") == [address]
    assert told["og:url"] == address
    assert told["og:type"] == "website"
    assert head.cssselect("title")[0].text_content() == f"{told['og:title']} · {told['og:site_name']}"
    assert head.cssselect("meta[name=description]")[0].get("content") == told["og:description"] != ""
    assert told["og:locale"] == {"en": "en_US", "az": "az_AZ", "ru": "ru_RU"}[language]
    assert head.cssselect("meta[name=robots]") == []

    editions = {link.get("hreflang"): link.get("href") for link in head.cssselect("link[hreflang]")}
    assert {one: editions[one] for one in ("en", "az", "ru")} == {
        one: SITE + path.format(one) for one in ("en", "az", "ru")
    }
    assert editions["x-default"] == SITE + ("/" if path == "/{}/" else path.format("en"))
    feeds = {link.get("type") for link in head.cssselect("link[type][rel=alternate]")}
    assert feeds == {"application/atom+xml", "application/rss+xml", "application/feed+json"}
    [thing] = described(head)
    assert thing["url"] == address
    assert thing["inLanguage"] == language


async def test_the_site_says_how_it_is_searched(shelf):
    [site] = described(await head_of(shelf, "/az/"))
    assert site["@type"] == "WebSite"
    assert site["potentialAction"]["target"] == f"{SITE}/az/search?q={{words}}"


async def test_a_list_names_its_articles(shelf):
    [listed] = described(await head_of(shelf, "/en/energy/"))
    assert listed["name"] == "Energy"
    assert [one["url"] for one in listed["mainEntity"]["itemListElement"]] == [story(("en",))[0].url]


async def test_a_category_has_a_feed_of_its_own(shelf):
    assert "/en/energy/feed.atom" in links(await head_of(shelf, "/en/energy/"), "[rel=alternate]")


async def test_an_article_names_the_way_to_it(shelf):
    shown = public("way", headline="</script><b> & more", category="energy")
    shelf.show(shown)
    [article, way] = described(await head_of(shelf, shown.url.removeprefix(SITE)))
    assert article["headline"] == shown.headline
    steps = [(step["name"], step["item"]) for step in way["itemListElement"]]
    assert steps[1:] == [("Energy", f"{SITE}/en/energy/"), (shown.headline, shown.url)]
    assert [step["position"] for step in way["itemListElement"]] == [1, 2, 3]


async def test_what_should_not_be_found_says_so(shelf):
    shelf.show(*(public(f"n{n:02}", published_at=NOON - timedelta(minutes=n)) for n in range(45)))
    shelf.withdraw("told-ru")
    async with reader(shelf) as client:
        page = html.fromstring((await client.get("/en/news/")).text)
    older = str(page.cssselect(".more a[rel=next]")[0].get("href"))
    gone = story(("ru",))[0].url.removeprefix(SITE)
    for path in (older, gone, "/en/search?q=told", "/en/tag/nothing/", "/en/zz/zz"):
        head = await head_of(shelf, path)
        assert [meta.get("content") for meta in head.cssselect("meta[name=robots]")] == ["noindex"], path
        assert links(head, "[rel=canonical]") == []
        assert head.cssselect("link[hreflang]") == []
        assert described(head) == []
