"""HTML from senders."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.content.html import sanitised, text_of


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        ("<p>One</p>", "<p>One</p>"),
        ("<p onclick='x()'>One</p>", "<p>One</p>"),
        ("<script>x()</script><p>One</p><style>p {}</style>", "<p>One</p>"),
        ('<p><a href="javascript:x()">One</a></p>', '<p><a rel="noopener noreferrer">One</a></p>'),
        ("<div><h2>Two</h2></div>", "<h2>Two</h2>"),
        ("<iframe src='https://x.example'></iframe>", None),
        ("  ", None),
    ],
)
def test_what_an_article_needs_stays(html: str, clean: str | None) -> None:
    assert sanitised(html) == clean


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One\n two</p><p>Three</p>", "One two\n\nThree"),
        ("<p>One<br>two</p>", "One\ntwo"),
        ("<ul><li>One</li><li>Two</li></ul><p>Three</p>", "One\n\nTwo\n\nThree"),
        ("<p>A &amp; B</p>", "A & B"),
        ("<p><b>Bold</b>er</p>", "Bolder"),
        ("<table><tr><td>1</td><td>2</td></tr></table>", "1 2"),
        ("<hr>", None),
    ],
)
def test_the_text_keeps_the_paragraphs(html: str, text: str | None) -> None:
    assert text_of(html) == text


@given(st.text())
def test_cleaning_what_is_clean_changes_nothing(html: str) -> None:
    once = sanitised(html)
    assert once is None or sanitised(once) == once
