"""Light stemmer for Azerbaijani nouns: endings of case, possession, number and the copula come off.

Diacritics go first, since many type without them. Endings come off one at a time, the longest first, until
none is left, so that all forms of a word meet whatever endings it bears. The language says which endings
can follow what: those that begin with a vowel follow a consonant, those with a linking n, s or y a vowel.
Where that is ambiguous ("İranı" might be an ending -nı of "İra"), both readings must meet: a linking
consonant that a word ends in by itself comes off as well, so "iclas" and "iclası" are one. Derived words
stay as they are; the price of it all is that now and then two words meet, as "qanun" and "qan" do.
"""

from collections.abc import Iterator

_PLAIN = str.maketrans("əıöüşçğ", "eiouscg")
_VOWELS = frozenset("aeiou")

# Each with how many letters must be left: so Iran and Iraq, in all their cases, stay two countries.
_AFTER_ANY = {"lar": 2, "ler": 2, "dan": 2, "den": 2, "da": 2, "de": 2, "dir": 3, "dur": 3, "la": 4, "le": 4}
_AFTER_CONSONANT = dict.fromkeys(("imiz", "umuz", "iniz", "unuz", "in", "un", "im", "um"), 3)
_AFTER_CONSONANT |= dict.fromkeys("iuae", 3)
_AFTER_VOWEL = dict.fromkeys(("ndan", "nden", "nda", "nde", "nin", "nun", "miz", "muz", "niz", "nuz"), 4)
_AFTER_VOWEL |= dict.fromkeys(("ni", "nu", "na", "ne", "si", "su", "ya", "ye"), 4)
_AFTER_VOWEL |= dict.fromkeys("nsyqgk", 4)  # nazirlik, nazirliyi; uşaqlıq, uşaqlığı
_BY_LENGTH = sorted({*_AFTER_ANY, *_AFTER_CONSONANT, *_AFTER_VOWEL}, key=len, reverse=True)


def stem(word: str) -> str:
    """The stem of a word in lower case."""
    word = word.translate(_PLAIN)
    while (shorter := next(_without_ending(word), None)) is not None:
        word = shorter
    return word.removesuffix("g") + "q" if word.endswith("g") else word  # uşaq, uşağı


def _without_ending(word: str) -> Iterator[str]:
    for ending in _BY_LENGTH:
        rest = word.removesuffix(ending)
        if rest != word and _may_follow(ending, rest):
            yield rest


def _may_follow(ending: str, rest: str) -> bool:
    if _VOWELS.isdisjoint(rest):
        return False
    possible = _AFTER_VOWEL if rest[-1] in _VOWELS else _AFTER_CONSONANT
    shortest = min(possible.get(ending, len(rest) + 1), _AFTER_ANY.get(ending, len(rest) + 1))
    return len(rest) >= shortest
