"""Headlines as words in an address."""

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Sequence
from types import ModuleType

import pytest

from publish.visibility.page_urls import PageUrls, slug


@pytest.mark.parametrize(
    ("headline", "words"),
    [
        ("Объявление о съезде: щенок и подъём", "obiavlenie-o-sezde-shchenok-i-podem"),
        ("Qarabağda İlham Əliyevin çıxışı", "qarabagda-ilham-eliyevin-cixisi"),
        ("IŞIQLI İRAN, gözəl şəhər", "isiqli-iran-gozel-seher"),
        ("Baku hosts talks", "baku-hosts-talks"),
        ("ӘЛИ ВӘ ҺӘСӘН", "eli-ve-hesen"),
        ("Бакыда јени мәктәб ачылды", "bakyda-jeni-mekteb-achyldy"),
        ("Әлијевин чыхышы", "elijevin-chykhyshy"),
        ("Gǝncǝ", "gence"),
        ("Şəki 4°C", "seki-4degc"),
        ("ıI", "ii"),
        ("../../etc/passwd", "etc-passwd"),
        ("C++", "c"),
        ("😀😀", ""),
        ("-", ""),
        ("…!", ""),
    ],
)
def test_a_headline_is_readable_in_every_language(headline: str, words: str) -> None:
    assert slug(headline) == words


def test_an_address_without_words_is_the_id_alone() -> None:
    assert PageUrls("https://n.example").article("az", None, "…", "abc") == "https://n.example/az/news/abc"


class LookedFor(importlib.abc.MetaPathFinder):
    """Record of the modules that were looked for, none of which it has."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        self.names.append(fullname)
        return None


def test_no_headline_looks_for_a_package() -> None:
    """A missing one is looked for on the disk each time, which costs more than the slug does."""
    slug("Ağ")
    finder = LookedFor()
    sys.meta_path.insert(0, finder)
    try:
        slug("Объявление о съезде")
    finally:
        sys.meta_path.remove(finder)
    assert finder.names == []
