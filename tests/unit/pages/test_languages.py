"""Which language a reader sees first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.pages.languages import preferred

KNOWN = ("en", "az", "ru")


@pytest.mark.parametrize(
    ("remembered", "accepted", "first"),
    [
        (None, None, "en"),
        (None, "ru", "ru"),
        (None, "ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        (None, "de, az;q=0.3, ru;q=0.4", "ru"),
        (None, "az;q=0, de", "en"),
        (None, "az;q=much", "en"),
        ("az", "ru", "az"),
        ("tr", "ru", "ru"),
    ],
)
def test_what_was_read_last_then_what_is_accepted(remembered, accepted, first):
    assert preferred(remembered, accepted, KNOWN) == first


@given(st.text(), st.text())
def test_whatever_a_browser_says_the_answer_is_known(remembered, accepted):
    assert preferred(remembered, accepted, KNOWN) in KNOWN
