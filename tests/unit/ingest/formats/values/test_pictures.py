"""Pictures that scripts load lazily have their addresses, or are left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.values.pictures import with_pictures


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ('<img src="a.jpg">', '<img src="a.jpg">'),
        (
            '<img src="data:image/gif;base64,R0" data-src="a.jpg" alt="A &amp; B">',
            '<img src="a.jpg" alt="A &amp; B">',
        ),
        ("<p>x</p><img data-lazy-src=a.jpg width=9>", '<p>x</p><img src="a.jpg" width="9">'),
        ('<img src="/img/blank.gif" data-original="a.jpg">', '<img src="a.jpg">'),
        (
            '<img src="/img/placeholder.png" srcset="s.jpg 320w, l.jpg 1024w, m.jpg 640w">',
            '<img src="l.jpg">',
        ),
        ('<img data-srcset="a.jpg 1x, b.jpg 2x">', '<img src="b.jpg">'),
        ('<p>x</p><img src="data:,"><noscript><img src="a.jpg"></noscript>', '<p>x</p><img src="a.jpg">'),
        ('<img data-src="a.jpg"><noscript><img src="b.jpg"></noscript>', '<img src="a.jpg">'),
        ("<p>x</p><noscript><p>Switch scripts on</p></noscript>", "<p>x</p>"),
        ('<p>x</p><img alt="none">', "<p>x</p>"),
        ("<p>no picture</p>", "<p>no picture</p>"),
        (None, None),
    ],
)
def test_a_picture_is_shown_or_left_out(html: str | None, shown: str | None) -> None:
    assert with_pictures(html) == shown


@given(
    st.lists(st.sampled_from(["<img ", 'src="', "data-src=", "a.jpg", '"', ">", "<noscript>", "</noscript>"]))
)
def test_however_broken_a_picture_is_something_is_made_of_it(pieces: list[str]) -> None:
    assert isinstance(with_pictures("".join(pieces)), str | None)
