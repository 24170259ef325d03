"""A story's discrepancies: each text is read once, each pair compared once, whatever happens to it."""

from collections import Counter

from newsroom.events.articles import ArticleRevision
from tests.support.articles import revision
from translate.discrepancies.alignment import Variant
from translate.discrepancies.comparison import Difference, compare
from translate.discrepancies.story_discrepancies import StoryComparison, Text, read

HEADLINES = {
    "en": "Outage hits Baku metro, {} stations closed",
    "az": "Bakı metrosunda nasazlıq olub, {} stansiya bağlanıb",
    "ru": "Сбой в бакинском метро, закрыты {} станций",
}


def variant(language: str, number: int) -> ArticleRevision:
    return revision(language, language=language, headline=HEADLINES[language].format(number))


class Counted:
    """A comparison that counts what it reads and what it compares."""

    def __init__(self) -> None:
        self.counts = Counter[str]()
        self.comparison = StoryComparison(self._read, self._compare)

    def _read(self, text: Text) -> Variant:
        self.counts["read"] += 1
        return read(text)

    def _compare(self, a: Variant, b: Variant) -> list[Difference]:
        self.counts["compared"] += 1
        return compare(a, b)

    def work_for(self, *articles: ArticleRevision) -> tuple[int, int]:
        """The texts read and the pairs compared for a story of these."""
        self.counts.clear()
        self.comparison.discrepancies_of("story", articles)
        return self.counts["read"], self.counts["compared"]


def test_what_was_read_and_compared_once_is_not_again():
    counted = Counted()
    english, azerbaijani, russian = (variant(language, 12) for language in ("en", "az", "ru"))
    assert counted.work_for(english, azerbaijani) == (2, 1)
    assert counted.work_for(english, azerbaijani, russian) == (1, 2)
    assert counted.work_for(english, azerbaijani, russian) == (0, 0)
    assert counted.work_for(variant("en", 13), azerbaijani, russian) == (1, 2)
    assert counted.work_for(variant("en", 13), azerbaijani) == (0, 0)


def test_a_figure_that_two_versions_contradict_a_third_in_is_one_discrepancy():
    [found] = StoryComparison().discrepancies_of(
        "story", [variant("en", 13), variant("az", 12), variant("ru", 12)]
    )
    assert (found.kind, found.place) == ("number", "headline")
    assert {language: text[:2] for language, text in found.values.items()} == {
        "en": "13",
        "az": "12",
        "ru": "12",
    }


def test_an_id_stays_while_the_figure_does():
    comparison = StoryComparison()
    [before] = comparison.discrepancies_of("story", [variant("en", 13), variant("az", 12)])
    more = variant("en", 13).model_copy(update={"body": "Trains run again."})
    [after] = comparison.discrepancies_of("story", [more, variant("az", 12)])
    [other] = comparison.discrepancies_of("story", [variant("en", 14), variant("az", 12)])
    assert after.id == before.id != other.id
