"""Words as somebody types them."""

import pytest

from newsroom.text.search_words import words_of


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("İlham Əliyev Şuşada", "ilham eliyev susada"),
        ("ÇIRAĞAN", "ciragan"),
        ("Ёлка", "елка"),
        ("Türkiyə", "turkiye"),
        ("COVID-19: what’s new", "covid 19 what s new"),
    ],
)
def test_letters_that_a_keyboard_lacks_are_found(written, typed):
    assert words_of(written) == words_of(typed)


def test_each_word_once():
    assert words_of("Baku baku BAKU fire") == ["baku", "fire"]
