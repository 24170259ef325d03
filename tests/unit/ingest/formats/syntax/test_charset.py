"""From bytes to text, whatever is said of them."""

import pytest

from ingest.formats.syntax.charset import decoded

RUSSIAN = "Президент Азербайджана принял делегацию. Стороны обсудили вопросы сотрудничества в энергетике."
TURKISH = "Türkiye Cumhurbaşkanı Erdoğan, İstanbul'da düzenlenen törende konuştu, iş birliği ele alındı."
ENGLISH = "The president said “we’re ready” — café prices rose."


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251", "koi8-r", "cp866", "iso8859-5"]
)
@pytest.mark.parametrize("said", [None, "utf-8", "iso-8859-1", "no-such-encoding", "rot13"])
def test_russian_is_read_whatever_it_is_said_to_be_in(encoding: str, said: str | None) -> None:
    assert decoded(RUSSIAN.encode(encoding), said) == RUSSIAN


@pytest.mark.parametrize("encoding", ["koi8-r", "iso8859-5"])
def test_another_cyrillic_page_than_was_said_is_noticed(encoding: str) -> None:
    assert decoded(RUSSIAN.encode(encoding), "windows-1251") == RUSSIAN


@pytest.mark.parametrize("said", [None, "iso-8859-1", "iso-8859-9"])
def test_turkish_letters_are_not_icelandic(said: str | None) -> None:
    assert decoded(TURKISH.encode("cp1254"), said) == TURKISH


@pytest.mark.parametrize("said", [None, "iso-8859-1", "us-ascii"])
def test_latin_1_is_what_windows_calls_it(said: str | None) -> None:
    assert decoded(ENGLISH.encode("cp1252"), said) == ENGLISH


def test_a_few_broken_letters_do_not_garble_the_rest() -> None:
    assert decoded("Şuşada ".encode() * 20 + b"\x93festival\x94").endswith("“festival”")


def test_a_declaration_within_the_text_counts() -> None:
    content = '<?xml version="1.0" encoding="koi8-r"?><a>Да</a>'.encode("koi8-r")
    assert decoded(content).endswith("<a>Да</a>")
