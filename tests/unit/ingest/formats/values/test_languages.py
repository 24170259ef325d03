"""Language tags, and texts that are plainly in another one."""

import pytest

from ingest.formats.values.languages import alike, contradicts, language_of

RUSSIAN = "Азербайджан и Европейский союз подписали соглашение о строительстве кабеля."
AZERBAIJANI = "Azərbaycan və Avropa İttifaqı kabel çəkilməsi barədə saziş imzalayıb."


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        *(
            ("en-US", "en"),
            ("ru_RU", "ru"),
            ("az-Latn-AZ", "az"),
            ("aze", "az"),
            ("RUS", "ru"),
            ("English", "en"),
        ),
        *(("nb-NO", "nb"), ("zh-Hant", "zh"), (" en ", "en"), ("ger", "de"), ("tlh", "tlh")),
        *((None, None), ("", None), ("und", None), ("x-default", None), ("mul", None), ("en us", None)),
    ],
)
def test_a_tag_is_its_primary_language(tag: str | None, language: str | None) -> None:
    assert language_of(tag) == language


@pytest.mark.parametrize(
    ("language", "text", "contradicted"),
    [
        *(("en", RUSSIAN, True), ("ru", RUSSIAN, False), ("uk", RUSSIAN, False), ("az", RUSSIAN, True)),
        *(
            ("en", AZERBAIJANI, True),
            ("az", AZERBAIJANI, False),
            ("ru", AZERBAIJANI, True),
            ("tr", AZERBAIJANI, True),
        ),
        *(
            ("en", "Да", False),
            ("zh", RUSSIAN, False),
            ("ru", "An English text that is long enough to tell it by its letters.", True),
        ),
    ],
)
def test_a_text_may_contradict_its_language(language: str, text: str, contradicted: bool) -> None:
    assert contradicts(language, text) is contradicted


def test_norwegian_is_called_as_the_newsroom_does() -> None:
    assert (alike("nb", ("en", "no")), alike("nb", ("nb", "no")), alike("nb", ("en",))) == ("no", "nb", "nb")
