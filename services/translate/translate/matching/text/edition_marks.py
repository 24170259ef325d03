"""Edition marks of a headline: months, weekdays and ordinals, by which one bulletin differs from the next.

They are read from headlines alone, and only for the conflicts of two headlines.
"""

import re
from collections.abc import Iterator

from translate.matching.text.quantities import MONTHS, Quantity
from translate.matching.text.words import lower, words

_WEEKDAYS = {
    "en": "monday tuesday wednesday thursday friday saturday sunday",
    "ru": "понедельник вторник сред[уаые] четверг пятниц суббот воскресень",
}
_AZ_WEEKDAY = re.compile(
    r"\b(?:(?P<monday>bazar ertəsi)|(?P<tuesday>çərşənbə axşamı)|(?P<wednesday>çərşənbə(?!\w*zad))"
    r"|(?P<thursday>cümə axşamı)|(?P<friday>cümə(?:\b|n[iı]n|yə))|(?P<saturday>şənbə)|(?P<sunday>bazar günü))"
)
_NUMBERED = tuple(_WEEKDAYS["en"].split())
_ORDINALS = {
    "en": "first second third fourth fifth sixth seventh eighth ninth tenth",
    "az": "birinci ikinci üçüncü dördüncü beşinci altıncı yeddinci səkkizinci doqquzuncu onuncu",
    "ru": "перв(?:ый|ая|ое|ого|ой|ом|ую|ым) втор(?:ой|ая|ое|ого|ом|ую|ым) трет(?:ий|ья|ье|ьего|ьей|ьем|ью) "
    "четверт(?:ый|ая|ое|ого|ой|ом|ую) пят(?:ый|ая|ое|ого|ой|ом|ую) шест(?:ой|ая|ое|ого|ом|ую) "
    "седьм(?:ой|ая|ое|ого|ом|ую) восьм(?:ой|ая|ое|ого|ом|ую) девят(?:ый|ая|ое|ого|ой|ом|ую) "
    "десят(?:ый|ая|ое|ого|ой|ом|ую)",
}
_ORDINAL = {
    language: [re.compile(rf"(?:{form})$") for form in forms.split(" ")]
    for language, forms in _ORDINALS.items()
}
_VERB_OR_MONTH = frozenset(("may", "march"))
"""English words that are months only with a capital."""


def edition_marks(headline: str, language: str) -> list[Quantity]:
    """The months, weekdays and ordinals that a headline names, as quantities of these kinds."""
    return [*_months(headline, language), *_weekdays(headline, language), *_ordinals(headline, language)]


def _months(headline: str, language: str) -> Iterator[Quantity]:
    for word in words(headline):
        lowered = lower(word, language)
        if language == "en" and lowered in _VERB_OR_MONTH and not word[0].isupper():
            continue
        for number, pattern in enumerate(MONTHS, start=1):
            if pattern.match(lowered):
                yield Quantity("month", str(number))


def _weekdays(headline: str, language: str) -> Iterator[Quantity]:
    lowered = lower(headline, language)
    if language == "az":
        for match in _AZ_WEEKDAY.finditer(lowered):
            yield Quantity("weekday", match.lastgroup or "")
        return
    for name, form in zip(_NUMBERED, _WEEKDAYS.get(language, "").split(), strict=False):
        if re.search(rf"\b{form}", lowered):
            yield Quantity("weekday", name)


def _ordinals(headline: str, language: str) -> Iterator[Quantity]:
    for word in words(headline):
        lowered = lower(word, language)
        for number, pattern in enumerate(_ORDINAL.get(language, ()), start=1):
            if pattern.match(lowered):
                yield Quantity("ordinal", str(number))
