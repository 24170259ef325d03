"""Cities that the lexicon lacks, by the beginnings of their names in each language. Pure."""

from dataclasses import dataclass
from functools import lru_cache

from translate.matching.shipped import table_lines

_LANGUAGES = ("en", "az", "ru")
_LONGEST_ENDING = 8
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class City:
    """A city: its English name, and the concept of its country."""

    name: str
    country: str


@lru_cache(maxsize=16384)
def city_of(word: str, language: str) -> City | None:
    """The city that a lowercase name is, with any case ending; short names in full alone."""
    known = _table().get(language, {})
    if exact := known.get(word):
        return exact
    shortest = max(_SHORTEST, len(word) - _LONGEST_ENDING)
    return next(
        (known[word[:at]] for at in range(len(word) - 1, shortest - 1, -1) if word[:at] in known), None
    )


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, City]]:
    table: dict[str, dict[str, City]] = {language: {} for language in _LANGUAGES}
    for line in table_lines("cities.tsv"):
        country, *columns = line.split("\t")
        city = City(columns[0].partition(",")[0], f"T:{country}")
        for language, column in zip(_LANGUAGES, columns, strict=True):
            table[language] |= dict.fromkeys(column.split(","), city)
    return table
