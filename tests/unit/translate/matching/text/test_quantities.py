import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from translate.matching.text.quantities import Quantity, quantities


def one(text: str, language: str) -> Quantity:
    [found] = quantities(text, language)
    return found


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "worth $1.5 million"),
        ("en", "1,500,000 dollars"),
        ("az", "1,5 milyon dollar dəyərində"),
        ("az", "1.5 mln ABŞ dolları"),
        ("ru", "на 1,5 млн долл."),
        ("ru", "1 500 000 долларов"),
    ],
)
def test_a_sum_is_one_in_any_format(language: str, text: str):
    assert one(text, language) == Quantity("money", "1.5e+06", "USD")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "twenty-five people"),
        ("az", "iyirmi beş nəfər"),
        ("ru", "двадцать пять человек"),
        ("ru", "25 человек"),
    ],
)
def test_words_count_like_digits(language: str, text: str):
    assert one(text, language) == Quantity("count", "25")


@pytest.mark.parametrize(("language", "text"), [("en", "5.5%"), ("az", "5,5 faiz"), ("ru", "5,5 процента")])
def test_shares(language: str, text: str):
    assert one(text, language) == Quantity("share", "5.5")


def test_azerbaijani_number_words_keep_their_endings_and_leave_other_words_alone():
    assert one("ölənlərin sayı altıya çatıb", "az") == Quantity("count", "6")
    assert quantities("körpünün altında onun evi", "az") == []


def test_a_score_is_one_whoever_is_named_first():
    assert one("Qarabag beat Sabah 2-1", "en") == one("«Сабах» уступил 1:2", "ru") == Quantity("score", "2:1")


def test_a_time_is_no_score():
    assert one("at 17:30", "en") == one("at 5.30pm", "en") == Quantity("time", "17:30")


@pytest.mark.parametrize(
    ("language", "text"), [("en", "on Oct. 2"), ("az", "oktyabrın 2-də"), ("ru", "2 октября")]
)
def test_dates(language: str, text: str):
    assert one(text, language) == Quantity("date", "2.10")


@settings(deadline=None)
@given(st.integers(1000, 999_999_999))
def test_grouped_and_ungrouped_digits_are_equal(number: int):
    grouped = f"{number:,}"
    texts = [str(number), grouped, grouped.replace(",", " "), grouped.replace(",", " ")]
    assert len({one(f"about {text} people", "en").value for text in texts}) == 1


@settings(deadline=None)
@given(st.text(max_size=200), st.sampled_from(["en", "az", "ru", "ka"]))
def test_any_text_is_read(text: str, language: str):
    assert all(quantity.value for quantity in quantities(text, language))


@pytest.mark.parametrize(
    "text", ["9" * 400, "9" * 5000 + " pm", "5 " + "million " * 80, "1" * 30 + " dollars", "1" * 4000 + "%"]
)
def test_digits_beyond_any_count_are_no_quantity(text: str):
    assert quantities(text, "en") == []


@given(
    st.lists(st.sampled_from(["9" * 60, "1,000", ".", ":", "-", " ", "pm", "million", "$", "may", "²", "٣"]))
)
def test_whatever_has_digits_is_read(parts: list[str]):
    for quantity in quantities("".join(parts), "en"):
        assert str(quantity)
