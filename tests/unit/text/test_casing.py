"""Letters without their case."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.text.casing import folded, lower_case


@pytest.mark.parametrize(
    ("text", "language", "lower"),
    [
        ("İLHAM QARABAĞI", "az", "ilham qarabağı"),
        ("ISTANBUL", "en", "istanbul"),
        ("İstanbul", "en", "istanbul"),
        ("ЁЖ", "ru", "ёж"),
        ("İI", None, "ii"),
    ],
)
def test_each_language_has_its_own_small_letters(text: str, language: str | None, lower: str) -> None:
    assert lower_case(text, language) == lower


@given(st.text("IİıiGgƏəŞşабв ", max_size=20))
def test_a_name_is_one_however_it_is_spelled(text: str) -> None:
    assert (
        folded(text)
        == folded(lower_case(text, "az"))
        == folded(lower_case(text, "en"))
        == folded(text.upper())
    )
    assert folded(folded(text)) == folded(text)
