"""Edition marks of a headline: months, weekdays and ordinals, by which one bulletin differs from the next.

They are read from headlines alone, and only for the conflicts of two headlines.
"""

import re
from collections.abc import Iterator

from translate.matching.text.quantities import Quantity, month_of
from translate.matching.text.words import lower, words

_NUMBERED = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = {
    "en": re.compile(r"\b(?:" + "|".join(f"(?P<{name}>{name})" for name in _NUMBERED) + ")"),
    "az": re.compile(
        r"\b(?:(?P<monday>bazar ertəsi)|(?P<tuesday>çərşənbə axşamı)|"
        r"(?P<wednesday>çərşənbə(?!\w*zad))|(?P<thursday>cümə axşamı)|(?P<friday>cümə(?:\b|n[iı]n|yə))"
        r"|(?P<saturday>şənbə)|(?P<sunday>bazar günü))"
    ),
    "ru": re.compile(
        r"\b(?:(?P<monday>понедельник)|(?P<tuesday>вторник)|(?P<wednesday>сред[уаые])|(?P<thursday>четверг)"
        r"|(?P<friday>пятниц)|(?P<saturday>суббот)|(?P<sunday>воскресень))"
    ),
}
_ORDINALS = {
    "en": "first second third fourth fifth sixth seventh eighth ninth tenth",
    "az": "birinci ikinci üçüncü dördüncü beşinci altıncı yeddinci səkkizinci doqquzuncu onuncu",
    "ru": "перв(?:ый|ая|ое|ого|ой|ом|ую|ым) втор(?:ой|ая|ое|ого|ом|ую|ым) трет(?:ий|ья|ье|ьего|ьей|ьем|ью) "
    "четверт(?:ый|ая|ое|ого|ой|ом|ую) пят(?:ый|ая|ое|ого|ой|ом|ую) шест(?:ой|ая|ое|ого|ом|ую) "
    "седьм(?:ой|ая|ое|ого|ом|ую) восьм(?:ой|ая|ое|ого|ом|ую) девят(?:ый|ая|ое|ого|ой|ом|ую) "
    "десят(?:ый|ая|ое|ого|ой|ом|ую)",
}
_ORDINAL = {
    language: re.compile(
        "|".join(f"(?P<at_{number}>{form})" for number, form in enumerate(forms.split(" "), 1))
    )
    for language, forms in _ORDINALS.items()
}
_BEGINNING = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|yan|fev|iyu|avq|sent|okt|noy|dek"
    r"|янв|фев|мар|апр|ма[йяе]|июн|июл|авг|сен|окт|ноя|дек"
    r"|mon|tue|wed|thu|fri|sat|sun|bazar|çər|cümə|şən|пон|втор|сред|чет|пят|суб|вос"
    r"|fir|sec|thi|fou|fif|six|sev|eig|nin|ten|bir|iki|üçü|dör|beş|alt|yed|sək|doq|onu"
    r"|пер|тре|шест|сед|дев|дес)",
    re.IGNORECASE,
)
_VERB_OR_MONTH = frozenset(("may", "march"))
"""English words that are months only with a capital."""


def edition_marks(headline: str, language: str) -> list[Quantity]:
    """The months, weekdays and ordinals that a headline names, as quantities of these kinds."""
    return [*_months(headline, language), *_weekdays(headline, language), *_ordinals(headline, language)]


def may_have_marks(text: str) -> bool:
    """False of most sentences: nothing in there begins as a mark does."""
    return _BEGINNING.search(text) is not None


def _months(headline: str, language: str) -> Iterator[Quantity]:
    for word in words(headline):
        lowered = lower(word, language)
        if language == "en" and lowered in _VERB_OR_MONTH and not word[0].isupper():
            continue
        if month := month_of(lowered):
            yield Quantity("month", str(month))


def _weekdays(headline: str, language: str) -> Iterator[Quantity]:
    pattern = _WEEKDAY.get(language)
    if pattern is None:
        return
    named = {match.lastgroup for match in pattern.finditer(lower(headline, language))}
    yield from (Quantity("weekday", name) for name in _NUMBERED if name in named)


def _ordinals(headline: str, language: str) -> Iterator[Quantity]:
    pattern = _ORDINAL.get(language)
    if pattern is None:
        return
    for word in words(headline):
        if match := pattern.fullmatch(lower(word, language)):
            yield Quantity("ordinal", (match.lastgroup or "").removeprefix("at_"))
