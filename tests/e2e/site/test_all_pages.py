"""Every page, in each language, on a phone and on a wide screen."""

from datetime import UTC, datetime
from typing import Any

import html5lib
import httpx
import pytest

from tests.e2e.site.sending import SOURCE, article, id_of, photo, variant_of
from tests.support.browsing import TYPEFACES

_MOST = 100_000  # bytes of a page without its photos
_LONG = "Beynəlxalqələşdirilməməlisinizlərdənmişsinizcəsinə dair uzun bir başlıq, bir neçə sətirə sığmalıdır"


@pytest.fixture(scope="module")
def pages(system: Any) -> dict[str, str]:
    """The paths of one of each kind, `{}` for the language."""
    first = article(
        "en",
        media=[photo()],
        tags=[{"id": "wuf13", "label": "WUF13"}],
        urgency=1,
        lead="What it is about.",
        byline="A. Reporter",
        dateline="BAKU",
    )
    variants = [variant_of(first, "az", headline=_LONG), variant_of(first, "ru")]
    corrected = first | {"correction": "It was wrong.", "headline": "A corrected headline"}
    gone = article("en")
    system.post([first, *variants, gone])
    system.post([corrected])
    system.withdraw(SOURCE, gone["source_id"])
    system.wait_until_finished()
    today = datetime.now(UTC).date().isoformat()
    url = str(system.article(id_of(first))["url"])
    return {
        "front": "/{}/",
        "news": "/{}/news/",
        "category": "/{}/energy/",
        "empty": "/{}/tourism/",
        "tag": "/{}/tag/wuf13/",
        "day": f"/{{}}/archive/{today}/",
        "search": "/{}/search?q=headline",
        "search-start": "/{}/search",
        "missing": "/{}/zz/zz",
        "gone": f"/{{}}/energy/x-{id_of(gone)}",
        "article": url.removeprefix(system.url("publish")),
    }


_KINDS = [
    "front",
    "news",
    "category",
    "empty",
    "tag",
    "day",
    "search",
    "search-start",
    "missing",
    "gone",
    "article",
]
_STATUS = {"missing": 404, "gone": 410}


@pytest.mark.parametrize("language", ["en", "az", "ru"])
@pytest.mark.parametrize("kind", _KINDS)
def test_the_page_as_it_is_sent(pages, system, kind, language):
    path = _path(system, pages, kind, language)
    answer = httpx.get(f"{system.url('publish')}{path}", headers={"accept": "text/html"}, timeout=10)
    assert answer.status_code == _STATUS.get(kind, 200)
    assert len(answer.content) < _MOST
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    html5lib.HTMLParser(strict=True).parse(answer.text)


@pytest.mark.parametrize("language", ["en", "az", "ru"])
@pytest.mark.parametrize("kind", _KINDS)
def test_the_page_as_it_is_seen(pages, system, reading, kind, language):
    """axe-core takes seconds a page: each page is judged in each language, at one of the sizes."""
    reader = reading("wide")
    reader.open_live(_path(system, pages, kind, language))
    assert reader.page.get_attribute("html", "lang") == language
    assert not reader.scrolls_sideways()
    if language == "en":
        assert reader.violations() == []
    reader.resize("narrow")
    assert not reader.scrolls_sideways()
    reader.resize("phone")
    if language != "en":
        assert reader.violations() == []
    assert [said for said in reader.complaints if "status of 4" not in said] == []


@pytest.mark.parametrize("typeface", TYPEFACES)
@pytest.mark.parametrize("size", ["phone", "wide"])
def test_every_link_can_be_hit_whatever_the_typeface(pages, system, reading, size, typeface):
    """A machine's own typeface decides how tall and wide the letters are."""
    reader = reading(size)
    wrong = {}
    for kind in _KINDS:
        reader.open(_path(system, pages, kind, "az"))
        reader.set_typeface(typeface)
        assert not reader.scrolls_sideways(), kind
        wrong[kind] = reader.violations("target-size")
    assert {kind: found for kind, found in wrong.items() if found} == {}


@pytest.mark.parametrize("kind", ["front", "article", "search", "day", "gone"])
def test_the_page_is_readable_in_the_dark(pages, system, reading, kind):
    reader = reading("wide", scheme="dark")
    reader.open(_path(system, pages, kind, "az"))
    assert reader.violations() == []


def test_the_keyboard_reaches_the_content_first(pages, system, reading):
    reader = reading("wide")
    reader.open("/en/")
    reader.page.keyboard.press("Tab")
    assert reader.page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    reader.page.keyboard.press("Enter")
    assert reader.page.evaluate("document.activeElement.id") == "main"
    reader.page.keyboard.press("Tab")
    assert reader.page.evaluate("document.activeElement.closest('main') !== null")


def _path(system: Any, pages: dict[str, str], kind: str, language: str) -> str:
    if kind != "article" or language == "en":
        return pages[kind].format(language)
    article_id = pages[kind].rpartition("-")[2]
    variant = system.get(f"/v1/articles/{article_id}").json()["variants"][language]
    return str(variant["url"]).removeprefix(system.url("publish"))
