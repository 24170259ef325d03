"""What contradicts, and what only reads otherwise: rounding, units, clocks, spellings, abridging."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.discrepancies.alignment import Variant, read_variant
from translate.discrepancies.comparison import Difference, compare
from translate.matching import Article
from translate.matching.text.edition_marks import edition_marks, may_have_marks
from translate.matching.text.lexicon import shipped_lexicon


def variant(language: str, headline: str, lead: str = "", *, translation_of: str | None = None) -> Variant:
    article = Article(language, language, headline, 0, lead=lead)
    return read_variant(article, shipped_lexicon(), translation_of)


def differences(english: str, language: str, other: str) -> list[Difference]:
    return compare(variant("en", english), variant(language, other))


@pytest.mark.parametrize(
    ("english", "language", "other", "kind", "values"),
    [
        ("Forum gathers 30 companies", "az", "Forumda 60 şirkət iştirak edir", "number", ("30", "60")),
        ("Exports of gas to Italy up 31%", "ru", "Экспорт газа в Италию вырос на 13%",
         "number", ("31", "13")),
        ("Fire covers 40 hectares in Lerik", "ru", "Пожар в Лерике охватил 400 гектаров",
         "number", ("40", "400")),
        ("Bridge of 380 kilometres opens", "az", "380 metrlik körpü açılıb", "number", ("380", "380")),
        ("Book exhibition opens in Baku on May 25", "az", "Bakıda kitab sərgisi mayın 26-da açılır",
         "date", ("25", "26")),
        ("Farid Guliyev named People's Artist", "ru", "Фарид Мамедов стал народным артистом",
         "name", ("Guliyev", "Мамедов")),
        ("Ministry did not confirm gas price rise", "ru", "Министерство подтвердило рост цен на газ",
         "polarity", ("not", "")),
        ("Central bank raises key rate", "ru", "Центральный банк понизил ключевую ставку",
         "polarity", ("raises", "понизил")),
        ("Forum opens in Antalya", "az", "İstanbulda forum açılıb", "name", ("Antalya", "İstanbulda")),
        ("Rustam Guliyev meets ambassador", "ru", "Рустам Самедов встретился с послом",
         "name", ("Guliyev", "Самедов")),
        ("Cotton gathered from 120 hectares", "az", "120 kvadrat kilometrdən pambıq yığılıb",
         "number", ("120", "120")),
        ("Airport serves 580,000 passengers", "ru", "Аэропорт обслужил 580 млн. пассажиров",
         "number", ("580,000", "580")),
        ("Airline opens flights to Jeddah from April 25", "ru", "Рейсы в Джидду откроются с 52 апреля",
         "date", ("25", "52")),
        ("Farmers gather 310 tons of cotton", "ru", "Фермеры собрали 312 тонн хлопка",
         "number", ("310", "312")),
        ("Actor dies aged 74", "ru", "Актер умер в возрасте 47 лет", "number", ("74", "47")),
        ("World Bank lends 200 million euros", "ru", "Всемирный банк даст €202 млн",
         "number", ("200", "202")),
        ("Rate lowered by 0.29 percentage points", "az", "Dərəcə 0,25 faiz bəndi azaldılıb",
         "number", ("0.29", "0,25")),
        ("Contract signed in Baku on Tuesday", "az", "Bazar ertəsi Bakıda müqavilə imzalanıb",
         "date", ("Tuesday", "Bazar")),
    ],
)  # fmt: skip
def test_a_contradiction_is_found_with_its_place(english, language, other, kind, values):
    [found] = differences(english, language, other)
    assert (found.kind, found.place) == (kind, "headline")
    marked = tuple(mark.sentence[mark.start : mark.end].split(" ")[0] for mark in (found.mine, found.theirs))
    assert marked == values


@pytest.mark.parametrize(
    ("english", "language", "other"),
    [
        ("Budget grows by 1.5 million manats", "az", "Büdcə 1500 min manat artıb"),
        ("Inflation at 4 percent", "ru", "Инфляция составила 4%"),
        ("Almost 9,000 tourists visit Shaki", "az", "Şəkiyə 8 900 turist gəlib"),
        ("Match begins at 7 p.m.", "ru", "Матч начнется в 19:00"),
        ("Three people die in Ganja fire", "az", "Gəncədə yanğında 3 nəfər ölüb"),
        ("Pipeline of 10 miles built", "ru", "Построен трубопровод длиной 16 километров"),
        ("Temperature to reach 86 degrees in Baku", "ru", "Температура в Баку достигнет 30 градусов"),
        ("Emi Carlon performs in Baku", "ru", "В Баку выступила Эми Карлон"),
        ("Hikmet Hajiyev speaks at forum in Baku", "az", "Hikmət Hacıyev Bakıda forumda çıxış edib"),
        ("President meets minister", "az", "Prezident 30 şirkətin rəhbəri ilə görüşüb"),
        ("Bank keeps rate at 7.25 percent", "ru", "Банк не менял ставку, 7,25%"),
        (
            "It reached €3.1billion ($3.6bn) in Baku",
            "ru",
            "В Баку достигло 3,1 млрд. евро (3,6 млрд. долларов)",
        ),
        ("Forum opens in Antalya", "az", "Türkiyədə forum açılıb"),
        ("Court turned down motion for house arrest", "az", "Məhkəmə ev dustaqlığı vəsatətini təmin etməyib"),
        ("Samir Guliyev arrives in Baku", "az", "Samir Quliyev Bakıya gəlib"),
        ("Coal prices rise in Baku", "az", "Bakıda kömür bahalaşıb"),
        (
            "Freestyle wrestler Nasirli wins bronze in Tallinn",
            "az",
            "Sərbəst güləşçi Nəsirli Tallində bürünc qazanıb",
        ),
        ("Women to retire at 63 and a half", "ru", "Женщины будут уходить на пенсию в 63,5 года"),
        ("Schools to reopen on Thursday", "ru", "Школы закрыты"),
        ("New field covers 2 square kilometres", "az", "Yeni sahə 200 hektardır"),
        ("Council raises fare from 50 gapiks", "az", "Şura gediş haqqını on qəpik artırıb"),
    ],
)
def test_another_way_of_writing_is_no_contradiction(english, language, other):
    assert differences(english, language, other) == []


def test_silence_counts_where_a_full_translation_is_declared():
    english = variant("en", "Forum of 30 companies opens in Baku")
    silent = variant("az", "Bakıda şirkətlərin forumu açılıb")
    declared = variant("az", "Bakıda şirkətlərin forumu açılıb", translation_of="en")
    assert compare(english, silent) == []
    [found] = compare(english, declared)
    assert (found.mine.text, found.theirs.text) == ("30 companies opens", "")


def test_a_figure_is_compared_with_its_counterpart_not_with_any_other():
    english = "Blast in Ganja kills 3 people and injures 12"
    assert differences(english, "ru", "При взрыве в Гяндже погибли 3 человека, 12 пострадали") == []


def test_a_headline_that_contradicts_its_own_lead_and_the_other_is_found():
    english = variant("en", "Convoy sets off for Bulgaria", "Families set off for Fuzuli on Friday.")
    azerbaijani = variant("az", "Füzuliyə köç karvanı yola düşüb", "Cümə günü Füzuliyə ailələr yola düşüb.")
    [found] = compare(english, azerbaijani)
    assert (found.place, found.mine.text, found.theirs.text) == ("headline", "Bulgaria", "Füzuliyə")


def test_a_lead_that_takes_the_other_pole_than_both_headlines_is_found():
    english = variant("en", "Tourist arrivals up 9.7% in March", "Foreign visitors fell by 9.7% in March.")
    russian = variant("ru", "Турпоток в марте вырос на 9,7%", "Число туристов в марте увеличилось на 9,7%.")
    [found] = compare(english, russian)
    assert (found.kind, found.place) == ("polarity", "lead")


# A round one may be another, rounded.
numbers = st.integers(2, 999).filter(lambda number: number % 10)


@given(numbers, numbers)
def test_other_digits_are_always_found_and_equal_ones_never(one, other):
    found = differences(f"Forum gathers {one} companies", "az", f"Forumda {other} şirkət iştirak edir")
    assert bool(found) == (one != other)


@given(st.sampled_from(["30 companies", "May 3", "Farid Guliyev", "did not open"]), st.integers(2, 99))
def test_either_side_gives_the_same(said, number):
    a = variant("en", f"Forum of {said} opens in Baku", f"It took {number} days.")
    b = variant("ru", f"В Баку открылся форум {number} компаний", f"Он длился {number + 1} дней.")
    there = {(one.kind, one.mine.key, one.theirs.key) for one in compare(a, b)}
    back = {(one.kind, one.theirs.key, one.mine.key) for one in compare(b, a)}
    assert there == back


@given(st.text(max_size=200), st.text(max_size=200), st.sampled_from(["en", "az", "ru", "de"]))
def test_no_text_breaks_it_and_marks_lie_within_their_sentences(one, other, language):
    for found in compare(variant("en", one, other), variant(language, other, one)):
        for mark in (found.mine, found.theirs):
            assert 0 <= mark.start <= mark.end <= len(mark.sentence)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            "January Feb March april May June july Aug Sept October nov December Monday sunday first Tenth",
        ),
        ("az", "Yanvarın fevral mart Aprelin mayın İyunun iyul avqust sentyabr oktyabr noyabr Dekabr"),
        ("az", "Çərşənbə cümə Şənbə birinci İkinci üçüncü Dördüncü beşinci altıncı yeddinci onuncu"),
        ("ru", "Январь февраля марта апреля мая июня Июля августа сентября октября ноября декабря"),
        ("ru", "понедельник Вторник среду четверг пятницу субботу воскресенье первый третьего десятой"),
    ],
)
def test_no_mark_is_passed_over(language, words):
    for word in words.split():
        assert edition_marks(f"a {word}", language)
        assert may_have_marks(f"a {word}")
