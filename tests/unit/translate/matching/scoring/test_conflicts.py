import pytest

from tests.unit.translate.matching.support import OTHER_QUAKE, QUAKE, SEIZED, features
from translate.matching.candidates.comparable import Comparable
from translate.matching.scoring.conflicts import conflicts


def kinds(english: str, other: str, language: str) -> set[str]:
    mine, theirs = features("a", "en", english), features("b", language, other)
    return {conflict.kind for conflict in conflicts(Comparable(mine), Comparable(theirs))}


@pytest.mark.parametrize("language", ["az", "ru"])
@pytest.mark.parametrize("story", [QUAKE, OTHER_QUAKE, SEIZED], ids=["quake", "other quake", "seized"])
def test_the_same_news_is_in_no_conflict(story: dict[str, str], language: str):
    assert kinds(story["en"], story[language], language) == set()


@pytest.mark.parametrize("language", ["az", "ru"])
def test_another_place_in_the_slot_is(language: str):
    assert kinds(QUAKE["en"], OTHER_QUAKE[language], language) == {"name"}


@pytest.mark.parametrize(
    ("english", "other"),
    [
        ("24 kg of drugs seized in Bilasuvar", "Astarada 24 kiloqram narkotik aşkarlanıb"),
        (
            "Azerbaijani foreign minister receives ambassador of Latvia",
            "Xarici işlər naziri Yaponiyanın səfirini qəbul edib",
        ),
    ],
)
def test_a_name_that_a_dictionary_has_as_a_word_fills_a_slot_too(english: str, other: str):
    assert kinds(english, other, "az") == {"name"}


def test_the_words_of_one_name_may_change_places():
    headlines = "Europe take 10-6 lead into Ryder Cup final day", "Европа лидирует в Кубке Райдера 10:6"
    assert kinds(*headlines, "ru") == set()


def test_another_sum_is():
    assert kinds(SEIZED["en"], SEIZED["ru"].replace("24", "42"), "ru") == {"quantity"}


def test_another_score_is():
    assert kinds("Qarabag beat Sabah 2-1", "«Карабах» обыграл «Сабах» со счётом 3:1", "ru") == {"quantity"}


def test_the_same_score_the_other_way_round_is():
    assert kinds("Sabah beat Qarabag 2-1", "«Карабах» обыграл «Сабах» со счётом 2:1", "ru") == {"roles"}


@pytest.mark.parametrize(
    ("english", "other", "language"),
    [
        ("Zira beat Sabah in derby", '"Sabah" derbidə "Zirə"ni məğlub edib', "az"),
        ("Zira lose to Sabah in derby", "«Зиря» обыграла «Сабах» в дерби", "ru"),
        ("Erdogan phones Tokayev", "Токаев позвонил Эрдогану", "ru"),
        ("Putin calls Erdogan", "Ərdoğan Putinə zəng edib", "az"),
    ],
)
def test_who_did_it_to_whom_is(english: str, other: str, language: str):
    assert "roles" in kinds(english, other, language)


@pytest.mark.parametrize(
    ("english", "other", "language"),
    [
        ("Zira lose to Sabah in derby", "«Сабах» обыграл «Зирю» в дерби", "ru"),
        ("Sabah beat Zira in derby", '"Zirə" derbidə "Sabah"a uduzub', "az"),
        ("Zira lose 1-2 to Sabah", "«Сабах» обыграл «Зирю» со счётом 2:1", "ru"),
        ("Putin calls Erdogan", "Путин позвонил Эрдогану", "ru"),
    ],
)
def test_the_same_from_the_other_side_is_not(english: str, other: str, language: str):
    assert kinds(english, other, language) == set()


def test_a_large_count_may_be_rounded_but_not_a_small_one():
    assert (
        kinds("Almost 9,000 hectares hit by hail", "Cəlilabadda dolu 8900 hektara ziyan vurub", "az") == set()
    )
    assert kinds("Toll rises to 9", "Ölənlərin sayı 8-ə çatıb", "az") == {"quantity"}
