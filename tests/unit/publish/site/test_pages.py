"""The pages over HTTP: what is where, in which state, and what it says of itself."""

import json
import re
from datetime import timedelta

import pytest
from lxml import html

from newsroom.events.articles import Media, Tag
from newsroom.events.live import PublicArticle
from publish.reads.trending import TopicCount
from publish.visibility.facts import ArticleFacts
from tests.support.articles import NOON, id_of
from tests.support.clock import TurnedClock
from tests.support.published import SITE, public, story, variant
from tests.unit.publish.site.shelf import Shelf, reader


def path_of(article: PublicArticle) -> str:
    return article.url.removeprefix(SITE)


def headlines(page: html.HtmlElement) -> list[str]:
    return [found.text_content() for found in page.cssselect(".live ol .headline")]


async def opened(client, path: str, status: int = 200) -> html.HtmlElement:
    answer = await client.get(path)
    assert answer.status_code == status, answer.text[:500]
    return html.fromstring(answer.text)


@pytest.fixture
def shelf() -> Shelf:
    filled = Shelf()
    filled.show(*story(("en", "az", "ru")))
    return filled


async def test_the_entrance_leads_to_the_readers_language(shelf):
    async with reader(shelf) as client:
        answer = await client.get("/", headers={"accept-language": "ru"})
        assert (answer.status_code, answer.headers["location"]) == (302, "/ru/")
        answer = await client.get("/", headers={"accept-language": "ru", "cookie": "language=az"})
        assert answer.headers["location"] == "/az/"
        assert "Accept-Language" in answer.headers["vary"]


async def test_a_language_is_remembered_and_never_forced(shelf):
    async with reader(shelf) as client:
        answer = await client.get("/az/", headers={"accept-language": "ru"})
    assert answer.status_code == 200
    assert answer.cookies["language"] == "az"


@pytest.mark.parametrize("language", ["en", "az", "ru"])
async def test_lists_show_what_is_theirs(shelf, language):
    shelf.show(public("other", language, category="sport", tags=(), published_at=NOON - timedelta(hours=1)))
    own = f"Headline of told-{language}"
    async with reader(shelf) as client:
        for path in ("/{}/", "/{}/news/", "/{}/archive/2026-03-02/"):
            assert headlines(await opened(client, path.format(language))) == [own, "Headline of other"]
        for path in ("/{}/energy/", "/{}/tag/wuf13/", "/{}/search?q=told-" + language):
            assert headlines(await opened(client, path.format(language))) == [own]


async def test_a_day_is_that_of_the_newsrooms_zone(shelf):
    shelf.show(public("late", published_at=NOON.replace(hour=21)))  # past midnight in Baku
    async with reader(shelf, TurnedClock(NOON + timedelta(days=1))) as client:
        assert headlines(await opened(client, "/en/archive/2026-03-02/")) == ["Headline of told-en"]
        assert headlines(await opened(client, "/en/archive/2026-03-03/")) == ["Headline of late"]
        await opened(client, "/en/archive/2026-03-04/", 404)
        await opened(client, "/en/archive/2026-13-04/", 404)


async def test_an_article_dated_ahead_has_its_day(shelf):
    shelf.show(public("ahead", published_at=NOON + timedelta(days=2)))
    async with reader(shelf) as client:
        assert headlines(await opened(client, "/en/archive/2026-03-04/")) == ["Headline of ahead"]
        await opened(client, "/en/archive/2026-03-05/", 404)


@pytest.mark.parametrize("tag", ["", "a%20b", "a,b", "x" * 101])
async def test_what_no_tag_can_be_called_has_no_page(shelf, tag):
    async with reader(shelf) as client:
        await opened(client, f"/en/tag/{tag}/", 404)


async def test_what_is_searched_for_is_text(shelf):
    async with reader(shelf) as client:
        page = await opened(client, "/en/search?q=told%00%0Aen%1B")
    assert page.cssselect(".search input")[0].get("value") == "told en"


async def test_older_news_follows_page_by_page():
    shelf = Shelf()
    shelf.show(*(public(f"n{n:02}", published_at=NOON - timedelta(minutes=n)) for n in range(95)))
    seen: list[str] = []
    path: str | None = "/en/news/"
    async with reader(shelf) as client:
        while path:
            page = await opened(client, path)
            seen += headlines(page)
            older = page.cssselect(".more a[rel=next]")
            path = older[0].get("href") if older else None
    assert seen == [f"Headline of n{n:02}" for n in range(95)]


async def test_an_article_has_all_its_parts(shelf):
    photo = Media(kind="photo", url=f"{SITE}/a.jpg", caption="Seen from above", credit="A. B.")
    shown = public(
        "whole",
        revision=2,
        media=(photo,),
        correction="It was wrong.",
        tags=(Tag(id="wuf13", label="WUF13"),),
        variants={"az": variant("whole-az", "az", stale=True)},
    )
    shelf.show(shown)
    async with reader(shelf) as client:
        page = await opened(client, path_of(shown))
    [told] = page.cssselect(".story")
    assert told.cssselect("h1")[0].text_content() == shown.headline
    assert told.cssselect("time")[0].get("datetime") == "2026-03-02T16:00:00+04:00"
    assert told.cssselect("time")[0].text_content() == "2 March 2026, 16:00"
    assert told.cssselect(".category")[0].text_content() == "Energy"
    assert "It was wrong." in told.cssselect(".correction")[0].text_content()
    assert told.cssselect(".updated time")[0].text_content() == "2 March 2026, 16:05"
    assert "Photo: A. B." in told.cssselect("figcaption")[0].text_content()
    assert [link.get("href") for link in told.cssselect(".tags a")] == ["/en/tag/wuf13/"]
    [named, missing] = told.cssselect(".story-variants li")
    [link] = named.cssselect("a")
    assert (link.get("lang"), link.text_content()) == ("az", "Headline of whole-az")
    assert "not corrected yet" in named.text_content()
    assert "Русский: not available yet" in missing.text_content()


async def test_what_articles_say_is_text_and_not_markup(shelf):
    shown = public(
        "evil", headline="<script>alert(1)</script>", lead='"><b>', tags=(Tag(id="a/b", label="<i>"),)
    )
    shelf.show(shown)
    async with reader(shelf) as client:
        for path in ("/en/", path_of(shown), "/en/tag/a%2Fb/", "/en/search?q=%3Cscript%3E"):
            answer = await client.get(path)
            assert answer.status_code == 200
            assert "<script>alert" not in answer.text
            assert "<b>" not in answer.text and "<i>" not in answer.text


async def test_an_article_under_another_name_is_moved(shelf):
    [shown, *_] = story(("en", "az", "ru"))
    async with reader(shelf) as client:
        for path in (
            f"/en/energy/old-name-{shown.id}",
            f"/en/x/{shown.id}",
            f"/az/energy/told-en-{shown.id}",
        ):
            answer = await client.get(path)
            assert (answer.status_code, answer.headers["location"]) == (308, path_of(shown))


async def test_a_stub_leads_to_the_full_article(shelf):
    full = story(("en",))[0]
    shelf.facts[id_of("stub")] = ArticleFacts(_id=id_of("stub"), yields_to=full.id, seq=3)
    async with reader(shelf) as client:
        answer = await client.get(f"/en/energy/stub-{id_of('stub')}")
    assert (answer.status_code, answer.headers["location"]) == (308, path_of(full))


async def test_a_withdrawn_article_is_gone_and_nothing_of_it_is_left(shelf):
    shelf.withdraw("told-en")
    async with reader(shelf) as client:
        answer = await client.get(f"/en/energy/told-en-{id_of('told-en')}")
    assert answer.status_code == 410
    assert "withdrawn" in answer.text
    assert "told-en" not in answer.text
    assert 'name="robots" content="noindex"' in answer.text


async def test_what_is_not_there(shelf):
    async with reader(shelf) as client:
        for path in (f"/en/energy/x-{id_of('never')}", "/en/energy/x", "/en/nonesuch/", "/xx/", "/a/b/c/d"):
            page = await opened(client, path, 404)
            assert page.cssselect(".notice h1")
        answer = await client.get("/v1/nonesuch", headers={"accept": "*/*"})
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"
        assert (await client.get("/en/news/?page=bad")).status_code == 404


async def test_lists_end_in_a_slash(shelf):
    async with reader(shelf) as client:
        for path in ("/en", "/en/energy"):
            answer = await client.get(path)
            assert (answer.status_code, answer.headers["location"]) == (308, f"{path}/")


async def test_siblings_name_one_another_and_the_same_default(shelf):
    told: list[dict[str, str]] = []
    async with reader(shelf) as client:
        for article in story(("az", "ru")):
            shelf.show(article)
            page = await opened(client, path_of(article))
            assert page.cssselect("link[rel=canonical]")[0].get("href") == article.url
            links = page.cssselect("link[rel=alternate][hreflang]")
            told.append({link.get("hreflang"): link.get("href") for link in links})
    assert told[0] == told[1]
    assert set(told[0]) == {"az", "ru", "x-default"}
    assert told[0]["x-default"] == told[0]["az"]


async def test_an_article_describes_itself(shelf):
    async with reader(shelf) as client:
        page = await opened(client, path_of(story(("en",))[0]))
    described = json.loads(page.cssselect("script[type='application/ld+json']")[0].text)
    assert described["@type"] == "NewsArticle"
    assert {one["inLanguage"] for one in described["workTranslation"]} == {"az", "ru"}
    told = {meta.get("property"): meta.get("content") for meta in page.cssselect("meta[property]")}
    assert told["og:type"] == "article"
    assert told["og:title"] == "Headline of told-en"
    assert told["article:published_time"] == "2026-03-02T16:00:00+04:00"
    assert page.cssselect("meta[name=description]")[0].get("content") == "Lead of told-en"


async def test_a_list_says_from_where_it_is_to_be_followed(shelf):
    async with reader(shelf) as client:
        [live] = (await opened(client, "/en/energy/")).cssselect("[data-live]")
        [kept] = (await opened(client, "/en/archive/2026-03-02/")).cssselect("[data-live]")
    assert (live.get("data-query"), live.get("data-cursor")) == ("lang=en&category=energy", "7-0")
    assert (live.get("data-grows"), kept.get("data-grows")) == ("yes", "no")


async def test_who_has_a_page_is_not_sent_it_again(shelf):
    async with reader(shelf, cookie="language=en") as client:
        first = await client.get("/en/")
        again = await client.get("/en/", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["cache-control"] == "no-cache"


async def test_files_are_kept_for_ever_under_their_digest(shelf):
    async with reader(shelf) as client:
        page = await opened(client, "/en/")
        for path in (*page.xpath("//link[@rel='stylesheet']/@href"), *page.xpath("//script/@src")):
            answer = await client.get(path)
            assert answer.status_code == 200
            assert "immutable" in answer.headers["cache-control"]
        assert (await client.get("/static/site.css")).status_code == 404


async def test_nothing_inline_and_nothing_from_elsewhere(shelf):
    async with reader(shelf) as client:
        answer = await client.get("/en/")
    assert "unsafe" not in answer.headers["content-security-policy"]
    page = html.fromstring(answer.text)
    assert page.xpath("//*[@style or @onclick or @onload]") == []
    scripts = [script for script in page.cssselect("script") if not script.get("src")]
    assert {script.get("type") for script in scripts} <= {"application/ld+json"}


async def test_trending_topics_are_links(shelf):
    shelf.trends = [TopicCount("wuf13", "WUF13", recent=5, past=0)]
    async with reader(shelf) as client:
        page = await opened(client, "/az/")
    assert [link.get("href") for link in page.cssselect(".trending a")] == ["/az/tag/wuf13/"]


async def test_the_calendar_leads_to_a_day(shelf):
    async with reader(shelf) as client:
        answer = await client.get("/en/archive?day=2026-03-01")
        assert answer.headers["location"] == "/en/archive/2026-03-01/"
        assert (await client.get("/en/archive?day=soon")).headers["location"] == "/en/archive/2026-03-02/"
        assert (await client.get("/de/archive")).status_code == 404


async def test_robots_are_shown_the_sitemap(shelf):
    async with reader(shelf) as client:
        answer = await client.get("/robots.txt")
    assert re.search(rf"^Sitemap: {SITE}/sitemap-news.xml$", answer.text, re.MULTILINE)
