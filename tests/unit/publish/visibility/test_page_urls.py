"""Headlines as words in an address."""

import pytest

from publish.visibility.page_urls import PageUrls, slug


@pytest.mark.parametrize(
    ("headline", "words"),
    [
        ("Объявление о съезде: щенок и подъём", "obiavlenie-o-sezde-shchenok-i-podem"),
        ("Qarabağda İlham Əliyevin çıxışı", "qarabagda-ilham-eliyevin-cixisi"),
        ("IŞIQLI İRAN, gözəl şəhər", "isiqli-iran-gozel-seher"),
        ("Baku hosts talks", "baku-hosts-talks"),
        ("…!", ""),
    ],
)
def test_a_headline_is_readable_in_every_language(headline: str, words: str) -> None:
    assert slug(headline) == words


def test_an_address_without_words_is_the_id_alone() -> None:
    assert PageUrls("https://n.example").article("az", None, "…", "abc") == "https://n.example/az/news/abc"
