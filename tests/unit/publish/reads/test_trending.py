"""What rose, and what is merely frequent."""

from hypothesis import given, settings
from hypothesis import strategies as st

from publish.reads.trending import PAST, RECENT, TopicCount, surely_above, trending

USUAL = round(PAST / RECENT)  # windows of the past


def ids(*counts: TopicCount) -> list[str]:
    return [trend.id for trend in trending(counts, 10)]


def count(name: str, recent: int, past: int) -> TopicCount:
    return TopicCount(name, name.title(), recent, past)


def test_what_is_merely_frequent_is_not_there() -> None:
    assert ids(count("frequent", 20, 20 * USUAL), count("rising", 5, 2)) == ["rising"]


def test_a_rise_of_many_is_surer_than_of_few() -> None:
    assert ids(count("two", 2, 0), count("twenty", 20, 10 * USUAL), count("nine", 9, 0)) == [
        "nine",
        "twenty",
        "two",
    ]


def test_without_a_past_the_most_told_comes_first() -> None:
    assert ids(count("b", 1, 0), count("a", 1, 0), count("c", 4, 0)) == ["c", "a", "b"]


def test_what_fell_silent_is_not_there() -> None:
    assert ids(count("silent", 0, 50)) == []


def test_a_trend_says_what_was_expected() -> None:
    (trend,) = trending([count("a", 7, 2 * USUAL)], 1)
    assert (trend.label, trend.recent, trend.expected) == ("A", 7, 2.0)


def test_no_more_than_asked() -> None:
    assert len(trending([count(str(n), 3, 0) for n in range(20)], 5)) == 5


counts = st.builds(count, st.text(min_size=1), st.integers(0, 500), st.integers(0, 5000))


@settings(deadline=None)
@given(st.lists(counts, unique_by=lambda one: one.id), st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_the_order_of_counting(found, random) -> None:
    shuffled = list(found)
    random.shuffle(shuffled)
    assert trending(found, 10) == trending(shuffled, 10)


@settings(deadline=None)
@given(st.integers(0, 500), st.floats(0, 500))
def test_more_is_surer_and_a_busier_past_is_less_sure(observed, expected) -> None:
    assert surely_above(observed + 1, expected) > surely_above(observed, expected)
    assert surely_above(observed, expected + 1) < surely_above(observed, expected)
