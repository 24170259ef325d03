"""Words and their forms: what a query finds in each language."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publish.search.analysis import stems
from publish.search.query import SearchQuery

AZERBAIJANI = """\
Azərbaycan Azərbaycanın Azərbaycana Azərbaycanda Azərbaycandan Azərbaycanı Azerbaycan AZƏRBAYCAN
Bakı Bakıda Bakının Bakıya Bakıdan Bakını BAKI Baki
İran İranın İrana İranda İranı İRAN
İraq İraqın İraqa İraqda İRAQ
prezident prezidentin prezidenti prezidentinə prezidentlər prezidentlərin prezidentlə
münasibət münasibətlər münasibətləri münasibətlərin münasibətlərə münasibətlərində
iclas iclasda iclası iclasının iclaslar
uşaq uşağı uşaqlar uşaqların uşağın
nazirlik nazirliyi nazirliyin nazirliyində nazirliyinin nazirliyə
ölkə ölkəsi ölkənin ölkələr ölkələrin ölkəmiz ölkədə ölkəyə
layihə layihəsi layihənin layihələr layihəni
söz sözü sözlər sözün
ev evlər evdə
çörək çörəyi çörəyin
işıq işığı işıqlar ISIQ
"""
RUSSIAN = """\
Азербайджан Азербайджана Азербайджаном Азербайджане АЗЕРБАЙДЖАН
отношения отношений отношениями отношениям
Иран Ирана Ираном Иране
президент президента президентом президенты
новость новости новостей новостями
ёлка елка ёлки
"""
ENGLISH = """\
election elections elected
Azerbaijan Azerbaijan's Azerbaijan’s
agreement agreements
relation relations
"""


@pytest.mark.parametrize("language,families", [("az", AZERBAIJANI), ("ru", RUSSIAN), ("en", ENGLISH)])
def test_all_forms_of_a_word_meet_and_no_two_words_do(language: str, families: str) -> None:
    met = [stems(family, language) for family in families.splitlines()]
    assert [len(found) for found in met] == [1] * len(met)
    assert len(frozenset().union(*met)) == len(met)


def test_a_minister_is_no_ministry() -> None:
    assert stems("nazir", "az") != stems("nazirlik", "az")


def test_azerbaijani_has_two_letters_i() -> None:
    assert stems("İSTİ ISTI", "az") == stems("isti", "az")
    assert stems("DIŞ İŞ", "az") == stems("dış iş", "az")


def test_a_query_is_read_in_each_language() -> None:
    query = SearchQuery.of("Иран, 2026!", ("ru", "en"))
    assert query.stems == {"ru": stems("Иран 2026", "ru"), "en": frozenset({"иран", "2026"})}
    assert SearchQuery.of("?!", ("en",)).stems == {"en": frozenset()}


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Erdoğan’s İstanbul", "erdogan istanbul"),
        ("Əliyev, Şuşa", "eliyev susa"),
        ("Łódź Ørsted", "lodz orsted"),
        ("naïve café", "naive cafe"),
        ("ERDOG\u0306AN", "erdogan"),
    ],
)
def test_english_has_no_diacritics(written: str, typed: str) -> None:
    assert stems(written, "en") == stems(typed, "en")


def test_english_leaves_other_scripts_as_they_are() -> None:
    assert stems("Цой й", "en") == {"цой", "й"}


def test_a_language_without_a_stemmer_has_whole_words() -> None:
    assert stems("Häuser, häuser", "de") == {"häuser"}


@settings(deadline=None)
@given(st.text(), st.text(), st.sampled_from(["az", "en", "ru", "de"]))
def test_a_text_is_found_by_all_of_its_words(text: str, more: str, language: str) -> None:
    both = stems(f"{text}\n{more}", language)
    assert stems(text, language) | stems(more, language) == both
    assert "" not in both
