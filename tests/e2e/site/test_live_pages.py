"""A reader's page while things happen."""

from typing import Any

import pytest

from tests.e2e.site.sending import SOURCE, article, id_of, photo, variant_of
from tests.support.browsing import Reader
from tests.support.waiting import wait_until

_ENTRY = ".live [data-id='{}']"
_HEADLINE_IS = (
    "([id, text]) => document.querySelector(`.live [data-id='${id}'] .headline`)?.textContent === text"
)
_IS_GONE = "([id]) => !document.querySelector(`.live [data-id='${id}']`)"
_SAYS = "([text]) => document.querySelector('[role=status]').textContent.includes(text)"
_WORDS = {
    "en": {"photo": "Photo", "category": "Energy", "withdrawn": "This article was withdrawn"},
    "az": {"photo": "Foto", "category": "Energetika", "withdrawn": "Bu xəbər geri götürülüb"},
    "ru": {"photo": "Фото", "category": "Энергетика", "withdrawn": "Эта новость отозвана"},
}
_OTHER = {"en": "az", "az": "ru", "ru": "en"}


@pytest.fixture
def system_with_news(system: Any) -> Any:
    """Something is there before the reader comes."""
    sent = [article(language) for language in _WORDS]
    system.post(sent)
    for one in sent:
        system.article(id_of(one))
    return system


@pytest.mark.parametrize("size", ["wide", "phone"])
@pytest.mark.parametrize("language", _WORDS)
def test_the_front_page_lives(system_with_news, reading, language, size):
    system, reader = system_with_news, reading(size)
    reader.open_live(f"/{language}/")
    reader.page.evaluate("window.unreloaded = true")

    sent = article(language, media=[photo()])
    system.post([sent])
    entry = reader.page.wait_for_selector(_ENTRY.format(id_of(sent)))
    assert entry.query_selector(".headline").text_content() == sent["headline"]
    assert entry.query_selector(".badge").text_content() == _WORDS[language]["photo"]
    assert entry.query_selector(".category").text_content() == _WORDS[language]["category"]
    assert entry.query_selector("time").text_content() != ""

    other = _OTHER[language]
    variant = variant_of(sent, other)
    system.post([variant])
    link = reader.page.wait_for_selector(_ENTRY.format(id_of(sent)) + f" .variants a[lang={other}]")
    assert id_of(variant) in link.get_attribute("href")

    corrected = _corrected(sent)
    system.post([corrected])
    reader.until(_HEADLINE_IS, id_of(sent), corrected["headline"])

    system.withdraw(SOURCE, sent["source_id"])
    reader.until(_IS_GONE, id_of(sent))
    assert sent["source_id"] not in reader.page.content()
    assert reader.page.evaluate("window.unreloaded") is True
    assert reader.complaints == []


def test_an_entry_that_came_is_the_entry_that_would_be_sent(system_with_news, reading):
    system, reader = system_with_news, reading()
    reader.open_live("/az/")
    sent = article("az", media=[photo()], urgency=2, published_at="2026-02-27T10:00:00Z")
    system.post([sent, variant_of(sent, "ru")])
    reader.page.wait_for_selector(_ENTRY.format(id_of(sent)) + " .variants a")
    shown = "id => document.querySelector(`.live [data-id='${id}']`).innerText"
    came = reader.page.evaluate(shown, id_of(sent))
    reader.open_live("/az/")
    assert reader.page.evaluate(shown, id_of(sent)) == came


def test_what_is_shown_at_length_is_corrected_and_withdrawn(system_with_news, reading):
    system, reader = system_with_news, reading()
    sent = article(urgency=1, media=[photo()], lead="What it is about.")
    reader.open_live("/en/")
    system.post([sent])
    card = f"[data-card='{id_of(sent)}']"
    reader.page.wait_for_selector(f".leading {card} img")  # breaking news leads without a reload

    system.post([_corrected(sent) | {"lead": "What it is really about."}])
    reader.page.wait_for_selector(f"{card} .standfirst:text('What it is really about.')")
    system.withdraw(SOURCE, sent["source_id"])
    reader.page.wait_for_selector(card, state="detached")
    reader.page.wait_for_selector(".leading [data-card]")  # something else leads then
    assert sent["source_id"] not in reader.page.content()


@pytest.mark.parametrize(("language", "size"), [("en", "wide"), ("az", "phone"), ("ru", "wide")])
def test_an_open_article_is_corrected_and_withdrawn(system_with_news, reading, language, size):
    system, reader = system_with_news, reading(size)
    sent = article(language)
    system.post([sent])
    reader.open_live(_path(system, sent))

    corrected = _corrected(sent)
    system.post([corrected])
    reader.until("([text]) => document.querySelector('h1').textContent === text", corrected["headline"])
    assert "It was wrong." in reader.page.text_content(".correction")
    assert reader.page.url.endswith(_path(system, sent))
    reader.until(_HEADLINE_IS, id_of(sent), corrected["headline"])

    variant = variant_of(sent, _OTHER[language])
    system.post([variant])
    reader.page.wait_for_selector(f".story-variants a[href*='{id_of(variant)}']")
    reader.page.wait_for_selector(f".languages a[href*='{id_of(variant)}']")

    system.withdraw(SOURCE, variant["source_id"])
    reader.page.wait_for_selector(f"main a[href*='{id_of(variant)}']", state="detached")

    system.withdraw(SOURCE, sent["source_id"])
    reader.page.wait_for_selector(".notice")
    assert _WORDS[language]["withdrawn"] in reader.page.text_content("main")
    assert sent["source_id"] not in reader.page.content()


def test_an_open_stub_becomes_the_full_article(system_with_news, reading):
    system, reader = system_with_news, reading()
    stub = article(body=None)
    variant = variant_of(stub, "ru")
    system.post([stub, variant])
    system.wait_until_finished()
    reader.open_live(_path(system, stub))

    full = variant_of(variant, "en")
    system.post([full])
    reader.until("([text]) => document.querySelector('h1')?.textContent === text", full["headline"])
    assert reader.page.url.endswith(_path(system, full))
    system.post([_corrected(full)])
    reader.until("([text]) => document.querySelector('h1')?.textContent.startsWith(text)", "Corrected")


def test_what_was_withdrawn_goes_even_if_nothing_can_be_asked_for(system_with_news, reading):
    system, reader = system_with_news, reading()
    sent = article()
    system.post([sent])
    reader.open_live(_path(system, sent))
    reader.page.route(f"**/*{id_of(sent)}", lambda route: route.abort())
    system.withdraw(SOURCE, sent["source_id"])
    reader.until("([text]) => !document.documentElement.outerHTML.includes(text)", sent["source_id"])
    assert sent["source_id"] not in reader.page.url


@pytest.mark.parametrize("place", ["/en/energy/", "/en/tag/wuf13/"])
def test_a_filtered_list_gets_what_is_its_own(system_with_news, reading, place):
    system, reader = system_with_news, reading()
    reader.open_live(place)
    here = article(tags=[{"id": "wuf13", "label": "WUF13"}])
    elsewhere = article(category="sport")
    system.post([elsewhere, here])
    reader.page.wait_for_selector(_ENTRY.format(id_of(here)))
    assert reader.page.query_selector(_ENTRY.format(id_of(elsewhere))) is None

    corrected = _corrected(here)
    system.post([corrected])
    reader.until(_HEADLINE_IS, id_of(here), corrected["headline"])

    system.post([corrected | {"category": "sport", "tags": []}])
    reader.until(_IS_GONE, id_of(here))


def test_entries_are_in_order_of_publication(system_with_news, reading):
    system, reader = system_with_news, reading()
    reader.open_live("/en/energy/")
    early = article(published_at="2026-02-27T10:00:00Z")
    late = article(published_at="2026-02-27T12:00:00Z")
    between = article(published_at="2026-02-27T11:00:00Z")
    for sent in (late, early, between):
        system.post([sent])
        reader.page.wait_for_selector(_ENTRY.format(id_of(sent)))
    ours = [one for one in _ids(reader) if one in {id_of(sent) for sent in (early, late, between)}]
    assert ours == [id_of(late), id_of(between), id_of(early)]


def test_the_oldest_of_a_page_stays_on_it_and_the_next_page_does_not_jump(system_with_news, reading):
    system, category = system_with_news, f"paged-{article()['source_id'][:8]}"
    sent = [article(category=category, published_at=f"2026-02-27T10:{n:02}:00Z") for n in range(59, 14, -1)]
    system.post(sent)
    system.wait_until_finished()
    first, second = reading(), reading()
    first.open_live(f"/en/{category}/")
    second.open_live(first.page.get_attribute("[rel=next]", "href"))
    assert _ids(first) + _ids(second) == [id_of(one) for one in sent]

    oldest_of_first, one_of_second, gone_of_second = sent[39], sent[42], sent[43]
    new = article(category=category)
    system.post([new, *map(_corrected, (oldest_of_first, one_of_second))])
    system.withdraw(SOURCE, gone_of_second["source_id"])
    second.until(_HEADLINE_IS, id_of(one_of_second), _corrected(one_of_second)["headline"])
    second.until(_IS_GONE, id_of(gone_of_second))
    assert _ids(second) == [id_of(one) for one in sent[40:] if one is not gone_of_second]

    first.until(_HEADLINE_IS, id_of(oldest_of_first), _corrected(oldest_of_first)["headline"])
    assert _ids(first) == [id_of(one) for one in (new, *sent[:40])]


def test_what_was_found_is_kept_true_and_does_not_jump(system_with_news, reading):
    system, reader = system_with_news, reading()
    word = f"word{article()['source_id'][:12]}"
    found, withdrawn = article(headline=f"First {word}"), article(headline=f"Second {word}")
    system.post([found, withdrawn])
    _wait_until_found(system, word, 2)
    reader.open_live(f"/en/search?q={word}")
    assert set(_ids(reader)) == {id_of(found), id_of(withdrawn)}

    system.post([article(headline=f"Third {word}"), found | {"headline": f"Corrected {word}"}])
    system.withdraw(SOURCE, withdrawn["source_id"])
    reader.until(_HEADLINE_IS, id_of(found), f"Corrected {word}")
    reader.until(_IS_GONE, id_of(withdrawn))
    assert _ids(reader) == [id_of(found)]


@pytest.mark.parametrize("shares", [True, False])
def test_a_cut_leaves_no_gap(system_with_news, reading, shares):
    system, reader = system_with_news, reading(shares=shares)
    withdrawn = article()
    system.post([withdrawn])
    system.article(id_of(withdrawn))
    reader.open_live("/en/")
    system.kill("publish")
    reader.page.wait_for_selector(".state:not(.on)")
    sent = [article() for _ in range(3)]
    system.post(sent)
    system.withdraw(SOURCE, withdrawn["source_id"])
    for one in sent:
        reader.page.wait_for_selector(_ENTRY.format(id_of(one)), timeout=60_000)
    reader.until(_IS_GONE, id_of(withdrawn))
    assert len(reader.page.query_selector_all(_ENTRY.format(id_of(sent[0])))) == 1


@pytest.mark.parametrize("shares", [True, False])
def test_a_reader_comes_back_from_a_tunnel(system_with_news, reading, shares):
    system, reader = system_with_news, reading("phone", shares=shares)
    reader.open_live("/ru/")
    reader.context.set_offline(True)
    reader.page.wait_for_selector(".state:not(.on)")
    sent = article("ru")
    system.post([sent])
    reader.context.set_offline(False)
    reader.page.wait_for_selector(".state.on")
    reader.page.wait_for_selector(_ENTRY.format(id_of(sent)))


def test_tabs_in_the_background_hold_no_connection(system_with_news, reading):
    """A browser opens six connections to a host: a seventh tab would wait for one for ever."""
    system, reader = system_with_news, reading(shares=False)
    asked: list[str] = []
    reader.context.on("request", lambda request: asked.append(request.url))
    hidden = "Object.defineProperty(Document.prototype, 'hidden', {get: () => !window.isShown})"
    reader.context.add_init_script(hidden)
    tabs = [reader.context.new_page() for _ in range(7)]
    for tab in tabs:
        assert tab.goto(f"{reader.base}/en/", timeout=30_000).status == 200
    assert not [url for url in asked if "/v1/stream" in url]

    sent = article()
    system.post([sent])
    system.article(id_of(sent))
    tabs[0].evaluate("window.isShown = true; document.dispatchEvent(new Event('visibilitychange'))")
    tabs[0].wait_for_selector(_ENTRY.format(id_of(sent)))  # it has missed nothing
    assert len([url for url in asked if "/v1/stream" in url]) == 1


def test_eight_tabs_are_live_by_one_connection(system_with_news, reading):
    """A browser opens six connections to a host over HTTP/1.1."""
    system, first = system_with_news, reading()
    places = ["/en/", "/en/energy/", "/en/news/", "/az/", "/az/energy/", "/ru/", "/en/tag/wuf13/", "/en/"]
    tabs = [first, *(Reader(first.base, first.context, first.context.new_page()) for _ in places[1:])]
    for tab, place in zip(tabs, places, strict=True):
        tab.open_live(place)
    sent = {language: article(language, tags=[{"id": "wuf13", "label": "WUF13"}]) for language in _WORDS}
    system.post(sent.values())
    for tab, place in zip(tabs, places, strict=True):
        tab.page.wait_for_selector(_ENTRY.format(id_of(sent[place[1:3]])))
        others = [one for language, one in sent.items() if language != place[1:3]]
        assert not any(tab.page.query_selector(_ENTRY.format(id_of(other))) for other in others)
    for tab in tabs[:-1]:
        tab.page.close()
    again = article("en")
    system.post([again])
    tabs[-1].page.wait_for_selector(_ENTRY.format(id_of(again)))


def test_what_comes_before_the_page_follows_the_stream_is_not_missed(system_with_news, reading):
    system, reader = system_with_news, reading(shares=False)
    held: list[Any] = []

    def hold(route):
        held.append(route)

    reader.page.route("**/v1/stream?*", hold)
    reader.open("/en/")
    sent = article()
    system.post([sent])
    system.article(id_of(sent))
    assert reader.page.query_selector(_ENTRY.format(id_of(sent))) is None
    held[0].continue_()
    reader.page.wait_for_selector(_ENTRY.format(id_of(sent)))


def test_a_page_that_cannot_be_followed_any_more_is_read_again(system_with_news, reading):
    reader = reading()
    outdated: list[Any] = []

    def answer(route):
        sent = route.fetch()
        if not outdated:
            outdated.append(sent)
            cursor = sent.text().split('data-cursor="')[1].split('"')[0]
            return route.fulfill(response=sent, body=sent.text().replace(cursor, "1-1"))
        return route.fulfill(response=sent)

    reader.page.route("**/en/", answer)
    reader.open("/en/")
    reader.until("() => !document.querySelector('[data-cursor=\"1-1\"]') && document.querySelector('.on')")


def test_news_is_announced_politely(system_with_news, reading):
    system, reader = system_with_news, reading()
    reader.open_live("/en/")
    assert reader.page.get_attribute("[role=status]", "aria-live") == "polite"
    sent = article()
    system.post([sent])
    reader.until(_SAYS, sent["headline"])
    corrected = _corrected(sent)
    system.post([corrected])
    reader.until(_SAYS, f"Updated: {corrected['headline']}")
    system.withdraw(SOURCE, sent["source_id"])
    reader.until(_SAYS, "An article was withdrawn")
    assert reader.complaints == []


@pytest.mark.parametrize("language", _WORDS)
def test_all_is_there_without_javascript(system_with_news, reading, language):
    system, reader = system_with_news, reading(javascript=False)
    tag = {"id": "unscripted", "label": "Unscripted"}
    sent = article(language, media=[photo()], lead="What it is about.", tags=[tag])
    variant = variant_of(sent, _OTHER[language])
    system.post([sent, variant])
    system.wait_until_finished()
    _wait_until_found(system, sent["source_id"], 1)
    for place in ("", "news/", "energy/", "tag/unscripted/", f"search?q={sent['source_id']}", "archive"):
        reader.open(f"/{language}/{place}")
        assert reader.page.text_content(_ENTRY.format(id_of(sent)) + " .headline") == sent["headline"]
    reader.page.click(_ENTRY.format(id_of(sent)) + " .headline")
    assert reader.page.text_content("h1") == sent["headline"]
    assert reader.page.text_content(".story .standfirst") == "What it is about."
    assert "From above" in reader.page.text_content("figcaption")
    reader.page.click(".story-variants a")
    assert reader.page.text_content("h1") == variant["headline"]


def _corrected(sent: dict[str, Any]) -> dict[str, Any]:
    return sent | {"headline": f"Corrected {sent['source_id']}", "correction": "It was wrong."}


def _wait_until_found(system: Any, word: str, count: int) -> None:
    """What came is found a little later than it is shown."""
    wait_until(lambda: len(system.feed(q=word)) >= count, f"{count} with {word} are found")


def _ids(reader: Any) -> list[str]:
    return list(reader.page.eval_on_selector_all(".live [data-id]", "all => all.map(one => one.dataset.id)"))


def _path(system: Any, sent: dict[str, Any]) -> str:
    return str(system.article(id_of(sent))["url"]).removeprefix(system.url("publish"))
