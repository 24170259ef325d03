"""Stopwords by language, from the shipped table ``stopwords.txt``."""

from functools import lru_cache

from translate.matching.shipped import table_lines


def stopwords(language: str) -> frozenset[str]:
    """The lowercase stopwords of a language; none of one that the table lacks."""
    return _table().get(language, frozenset())


@lru_cache(maxsize=1)
def _table() -> dict[str, frozenset[str]]:
    table: dict[str, frozenset[str]] = {}
    for line in table_lines("stopwords.txt"):
        language, words = line.split("\t")
        table[language] = table.get(language, frozenset()) | frozenset(words.split())
    return table
