"""Values of a sentence: the figures, dates and names that another language version should have too.

Each has a *key*: equal keys are one value, whatever the language, the format and the case endings.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise
from typing import Literal

from translate.discrepancies.cities import City, city_of
from translate.matching.text.edition_marks import edition_marks, may_have_marks
from translate.matching.text.lexicon import Lexicon
from translate.matching.text.quantities import LocatedQuantity, Quantity, located_quantities, month_of
from translate.matching.text.stems import stem
from translate.matching.text.terms import Term, stopwords
from translate.matching.text.words import lower

Kind = Literal["number", "name", "date", "polarity"]

_DATES = frozenset(("date", "month", "weekday", "year", "time"))
_WORD = re.compile(r"[^\W\d_]+")
_TWO_WORDS = re.compile(r"bazar|çərşənbə|cümə", re.IGNORECASE)
"""The first of two words that are a weekday together."""
_NEXT_WORD = 12
_NOUN_REACH = 4
"""The most words after a number among which its noun is."""
_DIMENSIONS = (
    ("length", 1000.0, r"kilomet|km\b|километр|км\b|kilometr"),
    ("length", 1609.0, r"miles?\b|мил[ьяие]\w*\b|mil\b"),
    ("length", 0.01, r"centimet|cm\b|santimetr|sm\b|сантиметр|см\b"),
    ("length", 0.001, r"millimet|mm\b|millimetr|миллиметр|мм\b"),
    ("length", 1.0, r"met(?:er|re)s?\b|m\b|metr(?!o)\w*\b|метр(?!о)|м\b"),
    ("length", 0.0254, r"inch(?:es)?\b|düym|дюйм"),
    ("length", 0.3048, r"feet\b|foot\b|ft\b|фут"),
    ("mass", 1000.0, r"tons?\b|tonnes?\b|ton\w{0,4}\b|тонн"),
    ("mass", 1.0, r"kilogram|kilos?\b|kg\b|kq\b|килограмм|кг\b|kiloqram"),
    ("mass", 0.001, r"grams?\b|qram|грамм"),
    ("area", 1.0, r"hectare|hektar|гектар"),
    ("volume", 1.0, r"lit(?:er|re)s?\b|litr|литр"),
    ("volume", 159.0, r"barrel|barel|баррел"),
    ("degrees", 1.0, r"°|degrees?\b|dərəcə|градус"),
    ("time", 1 / 60, r"seconds?\b|saniyə|секунд"),
    ("time", 1.0, r"minutes?\b|dəqiqə|минут"),
    ("time", 60.0, r"hours?\b|saat|час(?:а|ов|ы|ам)?\b"),
    ("time", 1440.0, r"days?\b|gün(?:lük|ə|dən|ü|dür)?\b|дн(?:я|ей|и|ях|ям)\b|день\b|суток\b"),
    ("time", 10080.0, r"weeks?\b|həftə|недел"),
    ("time", 43800.0, r"months?\b|ay(?:lıq|dan|da|dır|ı)?\b|месяц"),
    ("time", 525600.0, r"years?\b|yaş\w*|il(?:lik|dən|də|dir|in)?\b|лет(?:н\w+)?\b|год(?:а|ы|ов|у|ам)?\b"),
)
_UNITS = tuple(
    (
        dimension,
        factor,
        re.compile(
            r"[\s-]*(?P<square>кв\.?|sq\.?|square|kvadrat|kv\.?|квадратн\w+)?"
            rf"(?P<cubic>куб\.?|cubic|kub|кубическ\w+|кубо)?\s*(?:{form})"
        ),
    )
    for dimension, factor, form in _DIMENSIONS
)
_HECTARE, _LITRE = 1e4, 1e-3
_RANGE = re.compile(r"\s*(?:to|or|до|или|-|–|—)\s*\d+(?:[.,]\d+)?")
_SURNAME = re.compile(
    r"(?:[oe]v|[oe]va|[ое]в|[ое]ва|enko|енко|zad[eə]\w{0,2}|заде|[oe]v(?:un|in|a|ın|i|u|dan|dən|la|lə|ya)|[oe]vanın"
    r"|[ое]в(?:а|у|ым|е)|shvili|şvili|швили\w?|ski[iy]?|ски[йм]|ского|skaya|ская|yan|yanın|ян|oğlu|kızı|qızı|кызы|оглу)$"
)
_SURE_SURNAME = re.compile(
    r"(?<=..)(?:[oeое][vв](?:[aа]|ın|in|un|[иы]м|ым|у|е|un|dan|dən|la|lə|ya|[aа]n?ın|ой|i|ı|u)?|zad[eə]\w{0,4}|заде)$"
)
"""Endings that make a name of a word that a dictionary explains: Алиев, Qurbanov."""
_ABBREVIATED = re.compile(r"(?:mln|mlrd|trln|тыс|млн|млрд|трлн)$")
_NEXT = re.compile(r"\s+([^\W\d_]+)")
_BEFORE = re.compile(r"([^\W\d_]+)\s+$")
_FORMER_BEFORE = re.compile(r"\b(?:from|stood at|с|со)\s+[$€£₼₽]?$")
_FORMER_BEHIND = re.compile(r"(?:[-\s]+\w+)??[-\s]+\w*d[aə]n\b(?!\s+(?:çox|artıq|az|yuxarı|ibarət|biri))")
_REACH_BEFORE = 12
_VERBS = frozenset(("may", "march", "mar"))
_AGED = re.compile(r"\baged?\s+(?:of\s+)?$|в возрасте\s+$")
_DECADE = re.compile(r"(?:-?s|-е|-х|-ci illər|-cı illər|-cu illər|-cü illər)\b")
"""The eighties, of a century or of a thermometer, are no figure."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure: its dimension, and how much of the dimension's base one of it is."""

    dimension: str
    factor: float


_YEARS = Unit("time", 525600.0)


@dataclass(frozen=True, slots=True)
class Value:
    """A figure, a date or a name with its span in its sentence, and what it counts or belongs to.

    ``nouns`` are the meanings of the words behind a number; ``sounds`` are those of a name.
    """

    kind: Kind
    key: str
    text: str
    start: int
    end: int
    quantity: Quantity | None = None
    unit: Unit | None = None
    nouns: frozenset[str] = frozenset()
    term: Term | None = None
    city: City | None = None
    is_written: bool = True
    is_former: bool = False
    """What something was before: from 50, с 50, 50-dən."""

    @property
    def is_place(self) -> bool:
        return self.city is not None or self.is_known_place

    @property
    def is_known_place(self) -> bool:
        return self.term is not None and self.term.is_place and self.key in self.term.places

    @property
    def is_surname(self) -> bool:
        """True of a name with the ending of a surname of the region: Rzayev, Мустафазаде, Petrenko."""
        return self.term is not None and not self.is_place and _SURNAME.search(self.term.surface) is not None


def values_in(
    text: str, lowered: str, language: str, of_sentence: tuple[Term, ...], lexicon: Lexicon
) -> tuple[Value, ...]:
    """The values of a sentence with these terms, in their order; ``lowered`` is as long as the text."""
    values = [
        *_numbers(text, lowered, language, lexicon),
        *_marks(text, language),
        *_names(text, language, of_sentence, lexicon),
    ]
    return tuple(_without_overlaps(values))


def _numbers(text: str, lowered: str, language: str, lexicon: Lexicon) -> Iterator[Value]:
    for located in located_quantities(lowered, language):
        if _DECADE.match(lowered, located.end):
            continue
        quantity = _impossible_date(located, text, lowered)
        after = _behind(lowered, located)
        unit = _unit(lowered[after:]) if quantity.kind in ("count", "score", "year") else None
        if unit is None and quantity.kind == "count" and _AGED.search(lowered, 0, located.start):
            unit = _YEARS
        end, nouns = _noun(lowered, located.start, after, language, lexicon)
        yield Value(
            kind="date" if quantity.kind in _DATES else "number",
            key=f"{quantity.kind}:{quantity.value}:{quantity.unit or _written(unit)}",
            text=text[located.start : end].strip(),
            start=located.start,
            end=located.end,
            quantity=quantity,
            unit=unit,
            nouns=nouns,
            is_written=located.is_written,
            is_former=quantity.kind not in _DATES and _is_former(lowered, located, after, language),
        )


def _written(unit: Unit | None) -> str:
    return f"{unit.dimension}*{unit.factor:g}" if unit else ""


def _unit(after: str) -> Unit | None:
    upper = _RANGE.match(after)
    if upper is not None:  # two to three inches: the unit is the second's
        after = after[upper.end() :]
    for dimension, factor, pattern in _UNITS:
        if match := pattern.match(after):
            if dimension == "length" and match["square"]:
                return Unit("area", factor**2 / _HECTARE)
            if dimension == "length" and match["cubic"]:
                return Unit("volume", factor**3 / _LITRE)
            return Unit(dimension, factor)
    return None


def _is_former(lowered: str, located: LocatedQuantity, after: int, language: str) -> bool:
    if language == "az":
        return _FORMER_BEHIND.match(lowered, after) is not None
    return _FORMER_BEFORE.search(lowered, max(0, located.start - _REACH_BEFORE), located.start) is not None


def _behind(lowered: str, located: LocatedQuantity) -> int:
    """Where a number ends, with the dot of an abbreviation: 580 млн. is of what follows."""
    is_short = lowered.startswith(".", located.end) and _ABBREVIATED.search(
        lowered[located.start : located.end]
    )
    return located.end + bool(is_short)


def _impossible_date(located: LocatedQuantity, text: str, lowered: str) -> Quantity:
    """The date that a number beside a month is, even if no month is so long: an error is a date too."""
    quantity, start, end = located.quantity, located.start, located.end
    if quantity.kind != "count" or not quantity.value.isdecimal():
        return quantity
    for beside in (_NEXT.match(lowered, end), _BEFORE.search(lowered, max(0, start - _NEXT_WORD), start)):
        if (
            beside
            and (month := month_of(beside[1]))
            and (beside[1] not in _VERBS or text[beside.start(1)].isupper())
        ):
            return Quantity("date", f"{quantity.value}.{month}")
    return quantity


def _noun(
    lowered: str, start: int, after: int, language: str, lexicon: Lexicon
) -> tuple[int, frozenset[str]]:
    """Where the first word behind a number ends, and the meanings of the few behind it.

    Where a stopword or nothing is behind it, the word before is its noun: *in round 3 of*.
    """
    end, meanings = after, frozenset[str]()
    for count, match in enumerate(islice(_WORD.finditer(lowered, after), _NOUN_REACH)):
        if any(char in ",;.:" for char in lowered[end : match.start()]):
            break
        if count == 0 or (count == 1 and match.start() - after < _NEXT_WORD):
            end = match.end()
        if match[0] not in stopwords(language):
            meanings |= lexicon.of_phrase([match[0]], language) or {f"{language}:{stem(match[0], language)}"}
    following = _NEXT.match(lowered, after)
    before = _BEFORE.search(lowered, max(0, start - _NEXT_WORD), start)
    if before and (following is None or following[1] in stopwords(language)):
        meanings |= lexicon.of_phrase([before[1]], language)
    return end, meanings


def _marks(text: str, language: str) -> Iterator[Value]:
    """Months, weekdays and ordinals, which may be of two words."""
    if not may_have_marks(text):
        return
    found = list(_WORD.finditer(text))
    skip = False
    for at, match in enumerate(found):
        if skip:
            skip = False
            continue
        marks, end = _marks_of(match[0], language), match.end()
        if language == "az" and at + 1 < len(found) and _TWO_WORDS.match(match[0]):
            both = _marks_of(text[match.start() : found[at + 1].end()], language)
            if both and both != marks:
                marks, end, skip = both, found[at + 1].end(), True
        for mark in marks[:1]:
            kind: Kind = "number" if mark.kind == "ordinal" else "date"
            yield Value(
                kind,
                f"{mark.kind}:{mark.value}:",
                text[match.start() : end],
                match.start(),
                end,
                mark,
                is_written=False,
            )


@lru_cache(maxsize=16384)
def _marks_of(words: str, language: str) -> tuple[Quantity, ...]:
    return tuple(edition_marks(words, language))


def _names(text: str, language: str, of_sentence: tuple[Term, ...], lexicon: Lexicon) -> Iterator[Value]:
    at = 0
    for term in of_sentence:
        if not term.surface[0].isupper():
            continue
        start = text.find(term.surface, at)
        start = start if start >= 0 else text.find(term.surface)
        if start < 0:
            continue
        at = start + len(term.surface)
        if (value := _name(term, start, language, lexicon)) is not None:
            yield value


def _name(term: Term, start: int, language: str, lexicon: Lexicon) -> Value | None:
    lowered = lower(term.surface, language)
    places = term.places
    if places and " " not in lowered:
        # A word may begin as a place does, and be none: sərbəst is not Serbian.
        places &= lexicon.of_inflected(lowered, language)
    city = city_of(lowered, language) if term.is_name and not places else None
    is_unexplained = term.is_name and not term.concepts
    if not ((places and term.is_name) or city or is_unexplained or _SURE_SURNAME.search(lowered)):
        return None
    key = min(places) if places else (term.sounds or (term.surface,))[0]
    return Value("name", key, term.surface, start, start + len(term.surface), term=term, city=city)


def _without_overlaps(values: list[Value]) -> Iterator[Value]:
    """The values by their place; a month within a date is no value of its own."""
    ordered = sorted(values, key=lambda value: (value.start, -value.end))
    dates = [value for value in ordered if value.quantity and value.quantity.kind == "date"]
    months = {value.quantity.value.partition(".")[2] for value in dates if value.quantity}
    for value in ordered:
        quantity = value.quantity
        if quantity is not None and quantity.kind == "month" and quantity.value in months:
            continue
        yield value


def runs(values: list[Value], text: str) -> list[list[Value]]:
    """Names that stand side by side, as a first name and a surname do."""
    grouped: list[list[Value]] = [values[:1]] if values else []
    for before, value in pairwise(values):
        if text[before.end : value.start].strip():
            grouped.append([value])
        else:
            grouped[-1].append(value)
    return grouped
