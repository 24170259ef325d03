"""Whether an article is in the language it says."""

from typing import Any

import pytest

from ingest.content.language import LanguageCheck, detector
from ingest.content.source_rules import SourceRule, SourceRules
from newsroom.events.articles import ArticleDraft
from newsroom.http.problems import ProblemError

LANGUAGES = ("en", "az", "ru")
RULES = SourceRules({"strict": SourceRule(language_check="refuse"), "free": SourceRule(language_check="off")})
CHECK = LanguageCheck.of(RULES, LANGUAGES)
TEXTS = {
    "en": "The president opened a new school in Baku on Monday, and the minister spoke to the teachers.",
    "az": "Prezident bazar ertəsi Bakıda yeni məktəb açıb, təhsil naziri müəllimlərlə görüşüb.",
    "ru": "Президент в понедельник открыл в Баку новую школу, министр образования встретился с учителями.",
}


def draft(language: str | None, body: str | None, source: str = "report", **fields: Any) -> ArticleDraft:
    given = {"headline": "Baku", "body": body, **fields}
    return ArticleDraft(source=source, source_id="1", language=language, **given)


@pytest.mark.parametrize("said", LANGUAGES)
@pytest.mark.parametrize("written", LANGUAGES)
def test_a_text_in_another_language_is_doubted_and_told(said: str, written: str) -> None:
    expected = None if said == written else written
    assert CHECK.doubt(draft(said, TEXTS[written])) == expected
    assert CHECK.doubt(draft(said, TEXTS[written] * 9)) == expected
    assert (
        CHECK.doubt(draft(said, None, body_html=f'<p class="of the and to in">{TEXTS[written]}</p>'))
        == expected
    )


@pytest.mark.parametrize(
    ("said", "headline", "doubted"),
    [
        ("az", "Real Madrid - Barcelona 3:1", None),
        ("en", "Neftçi - Qarabağ", None),
        ("ru", "BMW X5", None),
        ("ru", "Baku hosts the talks today", "en"),
        ("en", "Президент открыл школу", "ru"),
    ],
)
def test_a_headline_says_little(said: str, headline: str, doubted: str | None) -> None:
    assert CHECK.doubt(draft(said, None, headline=headline)) == doubted


def test_a_foreign_word_or_name_is_no_reason_to_doubt() -> None:
    assert CHECK.doubt(draft("ru", TEXTS["ru"] + " The Game of Thrones and the Lord of the Rings")) is None
    assert CHECK.doubt(draft("en", TEXTS["en"] + " Əliyev, Məmmədov, Nəsirov, Həsənov, Cəfərov")) is None


def test_what_happens_is_agreed_with_each_source() -> None:
    assert CHECK.doubt(draft("en", TEXTS["ru"], "free")) is None
    CHECK.refuse(draft("en", TEXTS["ru"]))
    CHECK.refuse(draft("ru", TEXTS["ru"], "strict"))
    CHECK.refuse(draft(None, TEXTS["ru"], "strict"))
    with pytest.raises(ProblemError, match="it says en, and is in ru") as refused:
        CHECK.refuse(draft("en", TEXTS["ru"], "strict"))
    assert refused.value.errors[0].field == "language"


def test_markup_is_no_language() -> None:
    html = '<div class="the of and to in"><p class="lead the of">' * 9 + TEXTS["az"]
    assert detector(LANGUAGES)(draft(None, None, body_html=html)) == "az"


FOREIGN = {
    "tr": "Cumhurbaşkanı perşembe günü Ankara’da bakanlarla bir araya geldi. Toplantıda ekonomi ele alındı.",
    "uk": "Уряд ухвалив бюджет на наступний рік. Прем’єр-міністр сказав, що видатки зростуть.",
    "bg": "Правителството прие бюджета за следващата година, каза министърът на финансите в София.",
    "fa": "رئیس جمهور با وزیران دیدار کرد و درباره اقتصاد سخن گفت",
    "de": "Der Bundestag hat am Donnerstag das Gesetz beschlossen, die Opposition kritisiert die Kosten.",
    "ka": "პრეზიდენტმა კანონს ხელი მოაწერა",
}


@pytest.mark.parametrize("language", FOREIGN)
def test_an_article_may_be_in_none_of_the_languages(language: str) -> None:
    assert CHECK.foreign(draft(None, FOREIGN[language])) == language
    assert CHECK.foreign(draft(None, FOREIGN[language], "free")) is None
    assert CHECK.foreign(draft("en", FOREIGN[language])) == language, "a feed's default may be wrong"


def test_ukrainian_is_told_from_russian_by_its_letters() -> None:
    text = "Синоптики просять взяти парасольки, бо дощ повернеться до міста вже завтра зранку, до Києва теж."
    assert CHECK.foreign(draft(None, text)) == "uk"
    russian = "Синоптики просят взять зонты: дождь вернётся завтра, написала газета «Дзеркало тижня»."
    assert CHECK.foreign(draft(None, russian)) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_article_in_one_of_them_is_in_none_else(language: str) -> None:
    assert CHECK.foreign(draft(None, TEXTS[language])) is None
    assert CHECK.doubt(draft(None, TEXTS[language])) is None


@pytest.mark.parametrize(
    "headline",
    ["Galatasaray - Beşiktaş 2:1", "Gol!", "Bakı, Gəncə, Şəki", "Пограничники изъяли 21 кг наркотиков", "TR"],
)
def test_names_and_short_headlines_are_in_any_language(headline: str) -> None:
    assert CHECK.foreign(draft(None, None, headline=headline)) is None


@pytest.mark.parametrize(
    "table",
    [
        "USD 1.7000 EUR 1.8543 RUB 0.0187 TRY 0.0402 GBP 2.1557 CNY 0.2341 JPY 0.0113 KZT 0.0033 GEL 0.6234",
        "Novak Djokovic, Carlos Alcaraz, Jannik Sinner, Daniil Medvedev, Alexander Zverev",
        "Manchester United 3 Liverpool 1, Arsenal 2 Chelsea 2, Real Madrid 1 Barcelona 0",
        "Azerbaycanda yeni mekteb acilib, tehsil naziri muellimlerle gorusub ve onlara ugurlar arzulayib",
    ],
)
def test_tables_lists_and_letters_without_their_marks_are_held_by_nobody(table: str) -> None:
    assert CHECK.foreign(draft(None, table)) is None


def test_fewer_than_eight_words_contradict_no_declaration_but_by_their_script() -> None:
    assert (
        CHECK.doubt(draft("az", None, headline="Milletvekilleri anayasa değişikliği teklifini görüşür"))
        is None
    )
    assert CHECK.doubt(draft("az", None, headline="Milli Məclisin deputatları səfərdədirlər")) is None
    assert CHECK.doubt(draft("en", None, headline="Президент открыл новую школу")) == "ru"
    assert CHECK.doubt(draft("az", FOREIGN["tr"])) == "tr"
