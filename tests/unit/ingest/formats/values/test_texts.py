"""Plain text and HTML out of what senders call so."""

import time

import pytest

from ingest.formats.values import texts


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("A &amp;amp; B", "A & B"),
        ("&lt;b&gt;Bold&lt;/b&gt; claim", "Bold claim"),
        ("<p>One</p><p>Two</p>", "One Two"),
        ("5 < 7 > 3", "5 < 7 > 3"),
        ("soft\u00adhyphen\u200b\ufeff", "softhyphen"),
        ("Excerpt [&hellip;]", "Excerpt…"),
        ("Excerpt... (more)", "Excerpt…"),
        (" \n\t ", None),
        ("<br/>", None),
        ("&lt;![CDATA[Headline]]&gt;", "Headline"),
        ("\ud800", "\ufffd"),
    ],
)
def test_a_line_is_plain(written: str, read: str | None) -> None:
    assert texts.line(written) == read


def test_a_long_line_is_cut_at_a_word() -> None:
    assert texts.line("one two three", 9) == "one two…"


def test_lines_broken_to_a_width_are_joined_and_others_stay() -> None:
    wrapped = "Baku and the European Union signed a deal on a cable\nunder the Black Sea.\n\nIt carries 4 GW."
    assert texts.paragraphs(wrapped) == wrapped.replace("cable\nunder", "cable under")
    assert texts.paragraphs("Baku 12\nGanja 9") == "Baku 12\nGanja 9"
    assert texts.paragraphs(f"{'a ' * 80}\n{'b ' * 80}") == f"{('a ' * 80).strip()}\n\n{('b ' * 80).strip()}"


def test_html_escaped_once_too_often_is_html() -> None:
    assert texts.as_html("&lt;p&gt;One&lt;/p&gt;") == "<p>One</p>"


def test_the_articles_html_is_without_head_script_and_headline() -> None:
    head = "<head><title>T</title></head><script>x</script>"
    page = f"<html>{head}<h1>The <b>News</b></h1><p>Text</p><h1>Other</h1>"
    assert texts.article_html(page, "The News") == "<html><p>Text</p><h1>Other</h1>"


def test_links_lead_somewhere() -> None:
    html = '<a href="/az/1">x</a><img src="2.jpg"><a href="https://y.example/">y</a><a href="#z">z</a>'
    assert texts.with_absolute_links(html, "https://x.example/ru/0") == (
        '<a href="https://x.example/az/1">x</a><img src="https://x.example/ru/2.jpg">'
        '<a href="https://y.example/">y</a><a href="#z">z</a>'
    )


@pytest.mark.parametrize("part", ["<!--", "<a", "<head", "<h1>", "&", "&lt;", "<br ", "<script>", ' href="'])
def test_nothing_takes_long(part: str) -> None:
    started = time.process_time()  # of this process: a busy machine changes nothing
    texts.line(part * 50_000)
    texts.with_absolute_links(texts.article_html(part * 50_000, "x"), "https://x.example")
    assert time.process_time() - started < 5
