"""One translation is named, and always the same."""

from itertools import permutations

from ingest.formats.values.alternates import Alternate, translation

ORDER = ("en", "az", "ru")
ALTERNATES = [
    Alternate("ru", "r"),
    Alternate("az-AZ", "a"),
    Alternate("de", "d"),
    Alternate("x-default", "x"),
]


def test_it_is_that_of_the_newsrooms_first_language_whatever_the_order() -> None:
    assert {translation(some, "en", "e", ORDER) for some in permutations(ALTERNATES)} == {"a"}


def test_an_article_is_not_its_own_translation() -> None:
    assert (
        translation([Alternate("az", "a"), Alternate("en", "a2"), Alternate("ru", "a")], "en-GB", "a", ORDER)
        is None
    )


def test_another_language_will_do_and_a_tag_that_is_none_will_not() -> None:
    assert translation(ALTERNATES[2:], "en", "e", ORDER) == "d"
    assert translation(ALTERNATES[3:], "en", "e", ORDER) is None


def test_where_no_language_is_said_the_relation_is_enough() -> None:
    assert translation([Alternate(None, "t")], "en", "e", ORDER) == "t"
