"""A conflict of numbers is never linked: whatever else two articles share, and whatever their score."""

from dataclasses import dataclass

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.unit.translate.matching.support import NOON, features, lexical
from translate.matching import Article, Window
from translate.matching.candidates.comparable import Comparable
from translate.matching.scoring.number_conflicts import number_conflicts

BODY = {
    "en": "The figure was told on Tuesday. Experts in Baku expected it. More will follow.",
    "az": "Rəqəm çərşənbə axşamı açıqlanıb. Bakıda ekspertlər bunu gözləyirdi. Davamı olacaq.",
    "ru": "Цифру назвали во вторник. Эксперты в Баку её ожидали. Продолжение следует.",
}
MONTHS = {
    "en": ["January", "March", "May", "June", "October"],
    "az": ["yanvarın", "martın", "mayın", "iyunun", "oktyabrın"],
    "ru": ["января", "марта", "мая", "июня", "октября"],
}


@dataclass(frozen=True, slots=True)
class Slot:
    """One headline in three languages with a place for a number, and how each language writes that number."""

    en: str
    az: str
    ru: str

    def headline(self, language: str, number: str) -> str:
        written = number if language == "en" else number.replace(".", ",")
        return {"en": self.en, "az": self.az, "ru": self.ru}[language].format(written)


SLOTS = [
    Slot("{} people detained in Ganja", "Gəncədə {} nəfər saxlanılıb", "В Гяндже задержали {} человек"),
    Slot("Inflation slows to {}%", "İnflyasiya {} faizə enib", "Инфляция замедлилась до {}%"),
    Slot("SOFAZ sells ${} million", "ARDNF {} milyon dollar satıb", "ГНФАР продал {} млн долларов"),
    Slot(
        "Earthquake of magnitude {} hits Shamakhi",
        "Şamaxıda {} maqnitudalı zəlzələ olub",
        "В Шамахе землетрясение магнитудой {}",
    ),
]
OTHERS = st.sampled_from(["az", "ru"])
NUMBERS = st.integers(2, 99_999).map(lambda number: f"{number / 10:.1f}" if number % 3 else str(number))


def bands(english: str, other: str, language: str, *, whole: bool) -> set[str]:
    window = Window()
    for name, told, headline in (("a", "en", english), ("b", language, other)):
        body = f"{BODY[told]}\n\n{BODY[told]}" if whole else ""
        article = Article(id=name, language=told, headline=headline, body=body, published_at=NOON)
        window.add(lexical().extract([article])[0])
    return {pair.band for pair in lexical().score(window["a"].features, window)}


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(SLOTS), NUMBERS, NUMBERS, OTHERS, st.booleans())
def test_another_number_in_the_headline_never_links(
    slot: Slot, number: str, other: str, language: str, whole: bool
):
    assume(float(number) != float(other))
    english, theirs = slot.headline("en", number), slot.headline(language, other)
    assert "link" not in bands(english, theirs, language, whole=whole)


@settings(deadline=None, max_examples=60)
@given(st.tuples(*[st.integers(0, 40)] * 4), OTHERS, st.booleans())
def test_another_score_never_links(sides: tuple[int, int, int, int], language: str, whole: bool):
    one, two = sorted(sides[:2]), sorted(sides[2:])
    assume(one != two)
    other = {"az": '"Neftçi" "Zirə"yə {}:{} qalib gəlib', "ru": "«Нефтчи» обыграл «Зирю» {}:{}"}[language]
    english = "Neftchi beat Zira {}-{}".format(*one)
    assert "link" not in bands(english, other.format(*two), language, whole=whole)


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 28), st.integers(1, 28), st.integers(0, 4), st.integers(0, 4), OTHERS, st.booleans())
def test_another_date_never_links(
    day: int, other_day: int, month: int, other_month: int, language: str, whole: bool
):
    assume((day, month) != (other_day, other_month))
    english = f"Commission to meet in Baku on {day} {MONTHS['en'][month]}"
    theirs = {
        "az": f"Komissiya Bakıda {MONTHS['az'][other_month]} {other_day}-də toplaşacaq",
        "ru": f"Комиссия соберётся в Баку {other_day} {MONTHS['ru'][other_month]}",
    }[language]
    assert "link" not in bands(english, theirs, language, whole=whole)


def differ(english: str, other: str, language: str) -> bool:
    mine, theirs = features("a", "en", english), features("b", language, other)
    return bool(number_conflicts(Comparable(mine), Comparable(theirs)))


@pytest.mark.parametrize(
    ("english", "other", "language"),
    [
        ("Tourist arrivals up in January", "Турпоток в феврале вырос", "ru"),
        ("Tourist arrivals up in May", "Turistlərin sayı martda artıb", "az"),
        ("Parliament to meet on Tuesday", "Парламент соберётся в среду", "ru"),
        ("Parliament to meet on Tuesday", "Parlament çərşənbə günü toplaşacaq", "az"),
        ("Bill passes first reading", "Законопроект принят во втором чтении", "ru"),
        ("Loan of 5 million dollars", "5 milyon manat kredit", "az"),
        ("Loan of $48.2 million", "Kredit 42,8 milyon olacaq", "az"),
        ("2,050 pills seized", "Изъято 2060 таблеток", "ru"),
        ("2,880 people detained", "Saxlanılıb: 2841 nəfər", "az"),
        ("9,000 hectares hit by hail", "Dolu 8910 hektara ziyan vurub", "az"),
        ("Volleyball set won 21:19", "Сет выигран 21:18", "ru"),
        ("1,437,512 took part", "Участвовали 1437598", "ru"),
    ],
)
def test_what_contradicts(english: str, other: str, language: str):
    assert differ(english, other, language)


@pytest.mark.parametrize(
    ("english", "other", "language"),
    [
        ("Tourist arrivals may rise in January", "Турпоток в январе вырастет", "ru"),
        ("Parliament to meet on Tuesday", "Parlament çərşənbə axşamı toplaşacaq", "az"),
        ("Parliament to meet on 3 March", "Парламент соберётся во вторник", "ru"),
        ("Doors open at 5.30pm", "Qapılar 5:30-da açılır", "az"),
        ("Four killed, 12 injured", "Погибли 4 человека", "ru"),
        ("Almost 9,000 hectares hit by hail", "Dolu 8900 hektara ziyan vurub", "az"),
        ("1,437,512 took part", "Участвовали 1 437 512 человек", "ru"),
    ],
)
def test_what_does_not(english: str, other: str, language: str):
    assert not differ(english, other, language)
