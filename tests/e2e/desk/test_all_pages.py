"""Every page of the desk, in each language, on a phone and on a wide screen."""

from datetime import UTC, datetime
from urllib.parse import urlencode

import html5lib
import pytest

from tests.e2e.site.sending import SOURCE, article, id_of, photo, variant_of
from tests.support.browsing import TYPEFACES
from tests.support.door import Door
from tests.support.holds import Wire

_MOST = 100_000  # bytes of a page
_JUDGED = {"az": 0, "ru": 1}
_LONG = "Beynəlxalqələşdirilməməlisinizlərdənmişsinizcəsinə dair uzun bir başlıq <i>& bir neçə sətir</i> " * 3


@pytest.fixture(scope="module")
def pages(system, news):
    """The paths of one of each kind."""
    sent = article("az", headline=_LONG, lead="Lead & <script>alert(1)</script>", media=[photo()])
    gone = article("en", body="x" * 40_000)
    system.post([sent, variant_of(sent, "ru"), gone])
    system.article(id_of(gone))
    shown = datetime.now(UTC).isoformat()
    system.withdraw(SOURCE, gone["source_id"])
    held = Wire(system).hold("all-pages", _LONG)
    made = Door(system).post(
        "/desk/subscriptions", owner="subscriber", name=_LONG[:200], kind="stream", tags="a,b", reason=_LONG
    )
    subscription = made.headers["location"].partition("?")[0]
    system.wait_until_finished()
    return {
        "coverage": "/desk/",
        "coverage-missing": "/desk/?missing=ru&category=desk-tests",
        "coverage-empty": "/desk/?category=nothing-at-all",
        "suggestions": "/desk/suggestions",
        "suggestion": f"/desk/suggestions/{news[1].pair('en', 'ru')}?did=accept",
        "story": f"/desk/stories/{id_of(sent)}",
        "article": f"/desk/articles/{id_of(sent)}",
        "withdrawn": f"/desk/articles/{id_of(gone)}",
        "search": f"/desk/search?q=headline&into={id_of(sent)}",
        "search-empty": "/desk/search?q=nothinghasthiswordatall",
        "topics": "/desk/topics",
        "linking": "/desk/linking",
        "held": "/desk/held",
        "held-article": f"/desk/held/{held}",
        "seen": "/desk/seen?" + urlencode({"at": shown, "what": "/az/"}),
        "seen-withheld": "/desk/seen?" + urlencode({"at": shown, "what": id_of(gone)}),
        "subscriptions": "/desk/subscriptions",
        "subscription": subscription,
        "refused": "/desk/stories/nothing-here",
    }


@pytest.mark.parametrize("language", ["en", "az", "ru"])
def test_the_pages_as_they_are_sent(pages, system, language):
    door = Door(system)
    door.http.cookies.set("desk-language", language, path="/desk")
    for kind, path in {**pages, "login": "/desk/login"}.items():
        if kind == "login":
            door.http.cookies.delete("desk")
        answer = door.http.get(path)
        assert answer.status_code == (404 if kind == "refused" else 200), path
        assert len(answer.content) < _MOST, path
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-store"
        assert f'<html lang="{language}">' in answer.text
        assert "<script>alert" not in answer.text
        html5lib.HTMLParser(strict=True).parse(answer.text)


@pytest.mark.parametrize(
    ("language", "scheme", "size"),
    [("az", "light", "phone"), ("ru", "dark", "wide"), ("en", "light", "wide")],
)
def test_the_pages_as_they_are_seen(pages, editing, language, scheme, size):
    editor = editing(size, scheme=scheme)
    editor.page.click(f".languages [value={language}]")
    editor.page.wait_for_selector(f"html[lang={language}]")
    wrong = {}
    for number, (kind, path) in enumerate(pages.items()):
        editor.reader.open(path)
        if kind == "withdrawn":
            editor.page.wait_for_selector(".sum.fine")
        assert not editor.reader.scrolls_sideways(), (kind, size)
        # All of axe-core costs a second a page: each is judged once, on a phone or on a wide screen.
        if number % 2 == _JUDGED.get(language):
            wrong[kind] = editor.reader.violations()
    assert {where: found for where, found in wrong.items() if found} == {}
    assert [said for said in editor.reader.complaints if "status of 4" not in said] == []


@pytest.mark.parametrize("typeface", TYPEFACES)
@pytest.mark.parametrize("size", ["phone", "wide"])
def test_every_link_can_be_hit_whatever_the_typeface(pages, editing, size, typeface):
    """A machine's own typeface decides how tall and wide the letters are."""
    editor = editing(size)
    wrong = {}
    for kind, path in pages.items():
        editor.reader.open(path)
        editor.reader.set_typeface(typeface)
        assert not editor.reader.scrolls_sideways(), kind
        wrong[kind] = editor.reader.violations("target-size")
    assert {kind: found for kind, found in wrong.items() if found} == {}


def test_the_door_is_as_good_as_the_rooms(system, browser):
    from tests.support.browsing import readers

    with readers(browser, system.url("translate")) as made:
        reader = made("phone")
        reader.open("/")
        assert reader.page.url.endswith("/desk/login?to=/desk/")
        assert reader.violations() == []
        reader.page.fill("[name=key]", "no editor's")
        reader.page.keyboard.press("Enter")
        reader.page.wait_for_selector("main [role=alert]")
        assert reader.violations() == []


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/desk/linking", {"scope": "*", "paused": "yes"}),
        ("/desk/topics", {"of": "en", "tag": "a", "state": "hidden"}),
        ("/desk/language", {"language": "ru"}),
        ("/desk/logout", {"now": "yes"}),
        ("/desk/seen", {"at": "2026-01-01T00:00:00", "article": "a" * 26, "reason": "x"}),
        ("/desk/subscriptions", {"owner": "subscriber", "name": "x", "kind": "stream"}),
        (f"/desk/subscriptions/sub_{'0' * 20}", {"order": "pause"}),
        (f"/desk/held/{'a' * 26}", {"decision": "release", "revision": "1"}),
    ],
)
def test_what_another_site_sends_changes_nothing(system, path, fields):
    door = Door(system)
    assert door.http.post(path, data=fields).status_code == 403
    assert door.http.post(path, data={**fields, "csrf": "guessed"}).status_code == 403
    forged = {"origin": "https://evil.example"}
    answer = door.http.post(path, data={**fields, "csrf": door.token}, headers=forged)
    assert answer.status_code == 403
    assert door.http.get("/desk/linking").status_code == 200


@pytest.mark.parametrize("call", ["/desk/linking", "/desk/logout", "/desk/acts/x/undo", "/desk/held/x"])
def test_who_is_not_logged_in_changes_nothing(system, call):
    door = Door(system)
    door.http.cookies.delete("desk")
    answer = door.post(call, scope="*", paused="yes")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/desk/login")
