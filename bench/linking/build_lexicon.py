"""Derives ``matching/shipped/lexicon.tsv`` from the Open Multilingual Wordnet's tables and CLDR's names.

    python -m bench.linking.build_lexicon ../shared/data/lexicon

Reads ``wn-{wikt,cldr}-{eng,rus,aze,tur}.tab`` (sense, type, word). Turkish stands in for the Azerbaijani that
Wiktionary lacks: the two share most of their roots.
"""

import sys
from collections import defaultdict
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from babel import Locale

from translate.matching.text.lexicon import key
from translate.matching.text.words import lower

LANGUAGES = {"eng": "en", "rus": "ru", "aze": "az", "tur": "az"}
MOST_SENSES = 10
"""A word of more senses says nothing."""

Words = dict[tuple[str, str], set[str]]
"""Senses by language and key."""


def main(folder: Path) -> None:
    words: Words = defaultdict(set)
    for language, word, sense in [*_wordnet(folder), *_cldr()]:
        if word_key := _phrase_key(word, language):
            words[language, word_key].add(sense)
    kept = _told_in_two_languages(words)
    target = Path(str(resources.files("translate.matching.shipped"))) / "lexicon.tsv"
    target.write_text("".join(_lines(kept)), "utf-8")
    print(f"{len(kept)} words, {target.stat().st_size / 1e6:.2f} MB: {target}")


def _wordnet(folder: Path) -> Iterator[tuple[str, str, str]]:
    for path in sorted(folder.glob("wn-*.tab")):
        language = LANGUAGES[path.stem.rsplit("-", 1)[1]]
        for line in path.read_text("utf-8").splitlines():
            sense, _, word = [*line.split("\t"), "", ""][:3]
            # Phrases of a dictionary are rarely met; its words are.
            if word and not line.startswith("#") and " " not in word and len(word) > 2:
                yield language, lower(word, "tr" if path.stem.endswith("tur") else language), _short(sense)


def _short(sense: str) -> str:
    number, _, kind = sense.partition("-")
    return f"{int(number):x}{kind}"


def _cldr() -> Iterator[tuple[str, str, str]]:
    for language in sorted(set(LANGUAGES.values())):
        locale = Locale(language)
        # Babel leaves its locale tables untyped.
        names: dict[str, str] = dict(locale.territories)
        for territory, name in names.items():
            if territory.isalpha():
                yield language, lower(name, language), f"T:{territory}"


def _phrase_key(word: str, language: str) -> str:
    parts = word.replace("-", " ").replace("(", "").replace(")", "").split()
    return " ".join(key(part, language) for part in parts) if len(parts) <= 3 else ""


def _told_in_two_languages(words: Words) -> Words:
    languages: dict[str, set[str]] = defaultdict(set)
    for (language, _), senses in words.items():
        if len(senses) <= MOST_SENSES:
            for sense in senses:
                languages[sense].add(language)
    shared = {sense for sense, told_in in languages.items() if len(told_in) > 1}
    return {
        word: senses & shared
        for word, senses in words.items()
        if len(senses) <= MOST_SENSES and senses & shared
    }


def _lines(words: Words) -> Iterator[str]:
    for (language, word_key), senses in sorted(words.items()):
        yield f"{language}\t{word_key}\t{' '.join(sorted(senses))}\n"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
