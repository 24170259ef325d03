"""Pages that are no articles are told from articles about the same words."""

import pytest

from ingest.formats.doubts.pages import PageSigns, doubt_of_page, is_code, shares_words


@pytest.mark.parametrize(
    "title",
    [
        "One moment, please",
        "Just a moment...",
        "Attention Required! | Cloudflare",
        "Sign in to CafeNet Wi-Fi",
        "Log in",
        "Login – Town News",
        "Before you continue to Search",
        "We value your privacy",
        "404 Not Found",
        "Page not found | Town",
        "403 Forbidden",
        "Access denied",
        "502 Bad Gateway",
        "Вход",
        "Страница не найдена — Город",
        "Ошибка 404",
        "Səhifə tapılmadı",
        "Daxil ol",
    ],
)
def test_a_page_that_is_no_article_is_doubted(title: str) -> None:
    assert doubt_of_page(PageSigns([title], "Few words.")) is not None


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Town", "We are checking that the connection to feeds.example is secure."),
        ("Town", "Please accept the terms and press the button to go online."),
        ("Town", "Включите JavaScript, чтобы продолжить."),
    ],
)
def test_so_is_one_by_what_it_asks_for(title: str, text: str) -> None:
    assert doubt_of_page(PageSigns([title], text)) is not None


def test_so_is_one_that_wants_a_password_or_leads_on_at_once() -> None:
    assert doubt_of_page(PageSigns(["Town"], "Name", has_password=True)) is not None
    assert doubt_of_page(PageSigns(["Town"], "", refreshes=True)) is not None


@pytest.mark.parametrize(
    "title",
    [
        "Access denied to journalists at the summit",
        "Just a moment of silence for the victims",
        "404 people found after flood",
        "Error in the budget costs millions",
        "Log industry in decline",
        "Signing of the treaty postponed",
        "Вход в метро закрыт на ремонт",
        "Ошибка пилота привела к аварии",
        "Girişdə növbə yarandı",
        "Not found in 80 years, the ship lies at 300 metres",
        "Maintenance of bridges begins",
        "Consent of parents needed, court says",
    ],
)
def test_an_article_with_such_words_is_not(title: str) -> None:
    assert doubt_of_page(PageSigns([title], "The council has decided to rebuild the bridge.")) is None


def test_nor_is_one_that_calls_itself_an_article_or_has_much_to_tell() -> None:
    assert doubt_of_page(PageSigns(["Access denied"], "Few.", is_declared=True)) is None
    assert doubt_of_page(PageSigns(["Access denied"], "word " * 400)) is None


@pytest.mark.parametrize(
    "text",
    [
        "body{color:red}",
        "@import 'x.css';",
        "/* theme */ .a, .b > p { margin: 0 }",
        "(function(){})()",
        "var a = 1",
    ],
)
def test_a_stylesheet_is_no_page(text: str) -> None:
    assert is_code(text)


@pytest.mark.parametrize(
    "text", ["Town: the council decides {today}", "<p>body{color:red}</p>", "A function of time"]
)
def test_a_text_is_no_stylesheet(text: str) -> None:
    assert not is_code(text)


def test_a_page_shares_words_with_the_headline_in_its_list() -> None:
    assert shares_words("Ferry resumes across the bay", "Ferries across the bay resume on Monday")
    assert shares_words("Körpü bərpa olunacaq", "Körpünün bərpası", None)
    assert not shares_words(
        "Ferry resumes across the bay", "One moment, please", "We are checking the connection."
    )
    assert shares_words("Gol!", "anything")
