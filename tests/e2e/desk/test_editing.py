"""Editors at work, in a browser."""

from typing import Any

import httpx
import pytest

from tests.e2e.desk.sending import CATEGORY, desk_call, story_of, waiting
from tests.e2e.site.sending import article, id_of, variant_of
from tests.support.system import System
from tests.support.waiting import wait_until

_STATES = "() => [...document.querySelectorAll('.outputs .result')].map((one) => one.textContent)"


def _visible(system: System, sent: dict[str, Any]) -> dict[str, Any]:
    system.post([sent])
    system.article(id_of(sent))
    return sent


def test_an_editor_works_through_suggestions_by_keyboard_alone(system, news, editing):
    editor = editing()
    one, other = news[0].id_of("en"), news[0].id_of("ru")
    suggestion = news[0].pair("en", "ru")
    editor.reader.open(f"/desk/suggestions/{suggestion}")
    assert editor.page.locator("mark").count() > 3
    press = editor.page.keyboard.press

    press("?")
    assert editor.page.is_visible("#keys")
    press("Escape")
    press("c")
    editor.page.keyboard.type("the same fire")
    press("Enter")  # a reason alone decides nothing
    press("Escape")
    press("a")
    editor.says("Accepted")
    wait_until(lambda: story_of(system, one) == story_of(system, other), "they are one story")
    assert suggestion not in waiting(system)

    press("u")
    editor.says("Undone")
    wait_until(lambda: story_of(system, one) != story_of(system, other), "they are apart again")
    assert suggestion in waiting(system)
    assert suggestion in editor.page.url

    press("r")
    editor.says("Rejected")
    assert suggestion not in waiting(system)
    where = editor.page.url
    # Which one comes next is the queue's: it may be the first.
    away, back = ("k", "j") if editor.page.locator("a[rel=prev]").count() else ("j", "k")
    press(away)
    editor.page.wait_for_url(lambda url: url != where)
    press(back)
    editor.page.wait_for_url(lambda url: url.split("?")[0] == where.split("?")[0])
    assert editor.reader.complaints == []

    editor.reader.open(f"/desk/stories/{one}")
    history = editor.page.text_content(".history")
    for done in ("Accepted", "Undone", "Rejected", "the same fire", "desk"):
        assert done in history


def test_a_decision_that_is_not_sent_is_told_and_a_key_struck_twice_decides_once(system, news, editing):
    editor = editing()
    suggestion = news[1].pair("en", "ru")
    editor.reader.open(f"/desk/suggestions/{suggestion}")
    before = waiting(system)

    def cut(route: Any) -> None:
        route.abort() if route.request.method == "POST" else route.continue_()

    editor.page.route("**/desk/suggestions/*", cut)
    editor.page.keyboard.press("a")
    editor.page.keyboard.press("a")
    editor.page.wait_for_selector("#complaints a")
    assert waiting(system) == before
    editor.page.unroute("**/desk/suggestions/*")
    editor.page.click("#complaints a")
    editor.page.wait_for_url(lambda url: suggestion in url)

    editor.page.keyboard.press("r")
    editor.page.keyboard.press("r")
    editor.says("Rejected")
    assert before - waiting(system) == {suggestion}
    editor.page.keyboard.press("u")
    wait_until(lambda: waiting(system) == before, "it waits again")


def test_an_editor_links_by_hand_what_a_search_finds(system, news, editing):
    editor = editing()
    home, found = news[2].id_of("en"), news[2].articles["az"]
    editor.reader.open(f"/desk/stories/{home}")
    words = " ".join(word[:6] for word in found["headline"].replace('"', "").split()[:3])
    editor.page.fill(".acts [data-search]", words)
    editor.page.press(".acts [data-search]", "Enter")
    entry = f".found li:has(a[href*='{news[2].id_of('az')}'])"
    editor.fill_in_and_press(entry, "the same news", "button.main:not([disabled])")
    editor.says("Linked")
    wait_until(lambda: story_of(system, news[2].id_of("az")) == story_of(system, home), "it is linked")
    assert found["headline"] in editor.page.text_content(".members")

    editor.page.click(f".members li:has(a[href*='{news[2].id_of('az')}']) button")
    editor.says("Unlinked")
    wait_until(lambda: story_of(system, news[2].id_of("az")) != story_of(system, home), "it is not")
    assert editor.reader.complaints == []


def test_stories_are_merged_and_split(system, news, editing):
    editor = editing()
    home, other = news[3].id_of("en"), news[3].id_of("ru")
    editor.reader.open(f"/desk/search?into={home}&q={other}")
    editor.page.click(".found button[formaction]")
    editor.says("Merged")
    wait_until(lambda: story_of(system, home) == story_of(system, other), "they are one")
    editor.page.check(f".members input[value='{other}']")
    editor.page.click("#split button")
    editor.says("Split")
    wait_until(lambda: story_of(system, home) != story_of(system, other), "they are two")

    editor.reader.open(f"/desk/search?into={home}&q={news[4].id_of('en')}")
    editor.page.click(".found button.main:not([disabled])")
    editor.page.wait_for_selector("main [role=alert]:has-text('in that language already')")


def test_every_output_is_seen_to_be_clean_after_a_withdrawal(system, editing):
    editor = editing()
    sent = _visible(system, article(headline="Withdraw <b>me</b> & mine"))
    sibling = _visible(system, variant_of(sent, "az"))
    editor.reader.open(f"/desk/articles/{id_of(sent)}")
    editor.fill_in_and_press(".order:has([value=withdraw])", "it was wrong")
    editor.says("Withdrawal ordered")
    editor.page.wait_for_selector("#outputs", timeout=30_000)
    editor.reader.until("() => document.querySelector('.sum')?.classList.contains('fine')")
    states = editor.page.evaluate(_STATES)
    assert len(states) > 15
    assert set(states) == {"clean"}
    assert system.get(f"/v1/articles/{id_of(sent)}").status_code == 410
    assert "1 sibling is still live" in editor.page.text_content("main")
    assert id_of(sibling) in editor.page.content()
    # What the checks ask for and do not find, a browser's console names.
    assert [said for said in editor.reader.complaints if "status of 4" not in said] == []

    editor.fill_in_and_press(".order:has([value=restore])", "it was right after all")
    wait_until(lambda: system.get(f"/v1/articles/{id_of(sent)}").status_code == 200, "it is back")
    editor.reader.until("() => document.querySelector('.history')?.textContent.includes('right after all')")
    assert "it was wrong" in editor.page.text_content(".history")


def test_an_embargo_is_lifted(system, editing):
    editor = editing()
    sent = article(embargo_until="2099-01-01T00:00:00Z")
    system.post([sent])
    system.wait_until_finished()
    editor.reader.open(f"/desk/articles/{id_of(sent)}")
    assert system.get(f"/v1/articles/{id_of(sent)}").status_code == 404
    editor.fill_in_and_press(".order:has([value=lift-embargo])", "everybody has it")
    assert system.article(id_of(sent))["headline"] == sent["headline"]


def test_what_is_paused_waits_and_every_page_says_so(system, news, editing):
    editor = editing()
    assert CATEGORY in editor.page.text_content("#banners")
    assert news[1].pair("en", "ru") in waiting(system)
    assert story_of(system, news[1].id_of("en")) != story_of(system, news[1].id_of("ru"))
    system.kill("translate")
    wait_until(lambda: _answers(system), "translate is back")
    editor.reader.open("/desk/linking")
    assert CATEGORY in editor.page.text_content("#banners")


def _answers(system: System) -> bool:
    try:
        return httpx.get(f"{system.url('translate')}/health/ready").is_success
    except httpx.TransportError:
        return False


def test_a_topic_is_pinned_and_hidden(system, editing):
    editor = editing()
    tag = {"id": "desk-topic", "label": "Desk <topic>"}
    _visible(system, article(tags=[tag]))
    editor.reader.open("/desk/topics?of=en")
    form = "li:has([value='desk-topic'])"
    editor.page.click(f"{form} button[value=pinned]")
    editor.says("Pinned")
    wait_until(lambda: _topics(system)[:1] == ["desk-topic"], "it comes first")
    editor.page.click(f"{form} button[value=hidden]")
    editor.says("Hidden")
    wait_until(lambda: "desk-topic" not in _topics(system), "it is gone")


def _topics(system: System) -> list[str]:
    return [one["id"] for one in system.get("/v1/trending", lang="en").json()]


def test_the_board_lives(system, editing):
    editor = editing()
    editor.reader.open_live("/desk/?category=desk-live")
    sent = article(category="desk-live")
    system.post([sent])
    editor.page.wait_for_selector(f".board a[href*='{id_of(sent)}']", timeout=30_000)
    assert editor.page.locator(".board .missing").count() == 2
    system.post([variant_of(sent, "az", category="desk-live")])
    editor.reader.until("() => document.querySelectorAll('.board .missing').length === 1")
    assert editor.reader.complaints == []


def test_a_hidden_page_gives_its_stream_back_and_catches_up_when_it_is_shown(system, editing):
    editor = editing()
    editor.reader.open_live("/desk/?category=desk-hidden")
    hide = "(hidden) => { Object.defineProperty(document, 'hidden', {value: hidden, configurable: true});"
    hide += " document.dispatchEvent(new Event('visibilitychange')); }"
    with editor.page.expect_event("requestfailed", lambda request: "/desk/live" in request.url):
        editor.page.evaluate(hide, True)
    sent = article(category="desk-hidden")
    system.post([sent])
    wait_until(lambda: id_of(sent) in {item["id"] for item in system.feed()}, "readers have it")
    with editor.page.expect_request(lambda request: "/desk/live" in request.url):
        editor.page.evaluate(hide, False)
    editor.page.wait_for_selector(f".board a[href*='{id_of(sent)}']", timeout=30_000)
    system.post([variant_of(sent, "az", category="desk-hidden")])
    editor.reader.until("() => document.querySelectorAll('.board .missing').length === 1")
    assert editor.reader.complaints == []


def test_all_is_done_without_javascript(system, news, editing):
    editor = editing(javascript=False)
    suggestion = news[1].pair("en", "ru")
    editor.reader.open(f"/desk/suggestions/{suggestion}")
    editor.page.click("[value=accept]")
    assert "Accepted" in editor.page.text_content("#notice")
    assert suggestion not in waiting(system)
    editor.page.click("#notice button")
    assert suggestion in waiting(system)
    sent = _visible(system, article())
    editor.reader.open(f"/desk/articles/{id_of(sent)}")
    editor.fill_in_and_press(".order:has([value=withdraw])", "it was wrong")
    wait_until(lambda: system.get(f"/v1/articles/{id_of(sent)}").status_code == 410, "it is withdrawn")


def test_what_ingest_misses_while_it_is_down_it_does_afterwards(system, editing):
    editor = editing()
    sent = _visible(system, article())
    editor.reader.open(f"/desk/articles/{id_of(sent)}")
    system.kill("ingest")
    editor.fill_in_and_press(".order:has([value=withdraw])", "it was wrong")
    wait_until(lambda: system.get(f"/v1/articles/{id_of(sent)}").status_code == 410, "it is withdrawn")


@pytest.mark.parametrize("language", ["az", "ru"])
def test_the_language_is_chosen_and_kept(editing, language):
    editor = editing()
    editor.page.click(f".languages [value={language}]")
    editor.page.wait_for_selector(f"html[lang={language}]")
    editor.reader.open("/desk/topics")
    assert editor.page.get_attribute("html", "lang") == language


def test_logging_out_ends_the_session_for_its_cookie_too(system, editing):
    editor = editing()
    cookies = {one["name"]: one for one in editor.reader.context.cookies()}
    session = cookies["desk"]
    assert (session["httpOnly"], session["sameSite"], session["secure"]) == (True, "Strict", False)
    editor.page.click("form[action='/desk/logout'] button")
    editor.page.wait_for_selector("[name=key]")
    answer = httpx.get(f"{system.url('translate')}/desk/", cookies={"desk": session["value"]})
    assert answer.headers["location"] == "/desk/login?to=/desk/"


def test_the_desk_api_stays_as_it_was(system, news):
    assert desk_call(system, "GET", "/v1/coverage?missing=az")["stories"] is not None
