"""A reader's page while things happen."""

from typing import Any

import pytest

from tests.e2e.site.sending import SOURCE, article, id_of, photo, variant_of

_ENTRY = ".live [data-id='{}']"
_HEADLINE_IS = (
    "([id, text]) => document.querySelector(`.live [data-id='${id}'] .headline`)?.textContent === text"
)
_IS_GONE = "([id]) => !document.querySelector(`.live [data-id='${id}']`)"


@pytest.fixture
def system_with_news(system: Any) -> Any:
    """Something is there before the reader comes."""
    sent = article()
    system.post([sent])
    system.article(id_of(sent))
    return system


def test_the_front_page_lives(system_with_news, reading):
    system, reader = system_with_news, reading()
    reader.open_live("/en/")
    reader.page.evaluate("window.unreloaded = true")

    sent = article(media=[photo()])
    system.post([sent])
    entry = reader.page.wait_for_selector(_ENTRY.format(id_of(sent)))
    assert entry.query_selector(".headline").text_content() == sent["headline"]
    assert entry.query_selector(".badge").text_content() == "Photo"
    assert entry.query_selector(".category").text_content() == "Energy"
    assert entry.query_selector("time").text_content() != ""

    variant = variant_of(sent, "az")
    system.post([variant])
    link = reader.page.wait_for_selector(_ENTRY.format(id_of(sent)) + " .variants a[lang=az]")
    assert id_of(variant) in link.get_attribute("href")

    corrected = sent | {"headline": f"Corrected {sent['source_id']}", "correction": "It was wrong."}
    system.post([corrected])
    reader.until(_HEADLINE_IS, id_of(sent), corrected["headline"])

    system.withdraw(SOURCE, sent["source_id"])
    reader.until(_IS_GONE, id_of(sent))
    assert sent["source_id"] not in reader.page.content()
    assert reader.page.evaluate("window.unreloaded") is True
    assert reader.complaints == []


def test_entries_are_in_order_of_publication(system_with_news, reading):
    system, reader = system_with_news, reading()
    reader.open_live("/en/energy/")
    early = article(published_at="2026-02-27T10:00:00Z")
    late = article(published_at="2026-02-27T12:00:00Z")
    between = article(published_at="2026-02-27T11:00:00Z")
    for sent in (late, early, between):
        system.post([sent])
        reader.page.wait_for_selector(_ENTRY.format(id_of(sent)))
    order = reader.page.eval_on_selector_all(".live [data-id]", "all => all.map(one => one.dataset.id)")
    ours = [one for one in order if one in {id_of(sent) for sent in (early, late, between)}]
    assert ours == [id_of(late), id_of(between), id_of(early)]


def test_what_another_category_gets_does_not_show(system_with_news, reading):
    system, reader = system_with_news, reading()
    reader.open_live("/en/energy/")
    elsewhere, here = article(category="sport"), article()
    system.post([elsewhere, here])
    reader.page.wait_for_selector(_ENTRY.format(id_of(here)))
    assert reader.page.query_selector(_ENTRY.format(id_of(elsewhere))) is None

    system.post([here | {"category": "sport"}])
    reader.until(_IS_GONE, id_of(here))


def test_a_cut_leaves_no_gap(system_with_news, reading):
    system, reader = system_with_news, reading()
    reader.open_live("/en/")
    system.kill("publish")
    reader.page.wait_for_selector(".state:not(.on)")
    sent = [article() for _ in range(3)]
    system.post(sent)
    for one in sent:
        reader.page.wait_for_selector(_ENTRY.format(id_of(one)), timeout=60_000)
    assert len(reader.page.query_selector_all(_ENTRY.format(id_of(sent[0])))) == 1


def test_an_open_article_is_corrected_and_withdrawn(system_with_news, reading):
    system, reader = system_with_news, reading()
    sent = article()
    system.post([sent])
    reader.open_live(_path(system, sent))

    corrected = sent | {"headline": f"Corrected {sent['source_id']}", "correction": "It was wrong."}
    system.post([corrected])
    reader.until("([text]) => document.querySelector('h1').textContent === text", corrected["headline"])
    assert "It was wrong." in reader.page.text_content(".correction")
    assert reader.page.url.endswith(_path(system, sent))

    variant = variant_of(sent, "ru")
    system.post([variant])
    reader.page.wait_for_selector(f".story-variants a[href*='{id_of(variant)}']")

    system.withdraw(SOURCE, sent["source_id"])
    reader.page.wait_for_selector(".notice")
    assert sent["source_id"] not in reader.page.text_content("main")


def test_news_is_announced_politely(system_with_news, reading):
    system, reader = system_with_news, reading()
    reader.open_live("/en/")
    assert reader.page.get_attribute("[role=status]", "aria-live") == "polite"
    sent = article()
    system.post([sent])
    reader.until(
        "([text]) => document.querySelector('[role=status]').textContent.includes(text)", sent["headline"]
    )


def test_all_is_there_without_javascript(system_with_news, reading):
    system, reader = system_with_news, reading(javascript=False)
    sent = article(media=[photo()], lead="What it is about.")
    variant = variant_of(sent, "az")
    system.post([sent, variant])
    system.article(id_of(variant))
    reader.open("/en/")
    reader.page.click(_ENTRY.format(id_of(sent)) + " .headline")
    assert reader.page.text_content("h1") == sent["headline"]
    assert reader.page.text_content(".story .standfirst") == "What it is about."
    assert "From above" in reader.page.text_content("figcaption")


def _path(system: Any, sent: dict[str, Any]) -> str:
    return str(system.article(id_of(sent))["url"]).removeprefix(system.url("publish"))
