"""Embargoes in terms of use and instructions, apart from the restrictions that these are full of."""

import pytest

from ingest.formats.document import DoubtKind
from ingest.formats.doubts.terms import doubts_of_terms

EMBARGOES = (
    *(
        "Embargoed until 1 December 10am",
        "Not for use before 1 December",
        "Hold for release until 9am Tuesday",
    ),
    *("Not for publication before Tuesday", "UNDER EMBARGO", "Эмбарго до 10:00 1 декабря"),
    *("Не публиковать до 10:00 1 декабря", "1 dekabr saat 10:00-dək embarqo"),
)
RESTRICTIONS = (
    *("For editorial use only. Not for sale.", "NO ARCHIVES, NO SALES, FOR ONE TIME USE ONLY"),
    *("Mandatory credit: AP. Do not use after 14 days", "NOT FOR USE BY CHINESE MEDIA"),
    *("Editorial use only; no archive; no resale; not for use in the UK", "Free to use with credit"),
    "Copyright 2026. This material may not be published, broadcast, rewritten or redistributed.",
    "(c) 2026 Reuters. All rights reserved. Click for restrictions",
    "No use on the web until 24 hours after publication",
    "HANDOUT - MANDATORY CREDIT - NO MARKETING - DISTRIBUTED AS A SERVICE TO CLIENTS",
    *("Bütün hüquqlar qorunur. İcazəsiz istifadə qadağandır.", "Перепечатка запрещена без разрешения."),
)


@pytest.mark.parametrize("text", EMBARGOES)
def test_an_embargo_is_one(text: str) -> None:
    assert [doubt.kind for doubt in doubts_of_terms("1", text)] == [DoubtKind.EMBARGO]


@pytest.mark.parametrize("text", RESTRICTIONS)
def test_a_restriction_is_none(text: str) -> None:
    assert list(doubts_of_terms("1", text, None, "")) == []
