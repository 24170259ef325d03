"""Rules by which two values are the same: rounding, hedges, conversions, clocks, sounds of names. Pure."""

import re

from rapidfuzz.distance import Levenshtein

from translate.discrepancies.sentences import Sentence
from translate.discrepancies.values import Value
from translate.matching.text.quantities import Quantity
from translate.matching.text.sounds import skeleton
from translate.matching.text.terms import Term

_ROUNDING, _HEDGED_ROUNDING = 0.03, 0.12
_UNVOICED, _SURE_CONSONANTS = str.maketrans("bdgvz", "ptkfs"), 3
_ROUNDED_FROM, _FRACTION_ROUNDED_FROM = 1000, 20
"""From where whole numbers are rounded without a word, and from where fractions are."""
_CONVERSION = 0.08
_SAME_SOUND_FROM, _SAME_NAME_FROM, _SAME_SURNAME_FROM = 0.6, 0.5, 0.65
_PREFIX_FROM = 4
_ENDING_OF_SURNAME = re.compile(r"(?<=...)(?:[oe]va?(?:[aiu]n?|un|dan|im)?|zad)$")
_HEDGED = re.compile(
    r"\b(?:almost|nearly|about|around|some|over|more than|less than|under|up to|approximately|roughly"
    r"|at least|close to"
    r"|təxminən|təqribən|qədər|yaxın|çox|artıq|az qala|azı|dək|ötüb"
    r"|почти|около|порядка|более|больше|свыше|менее|примерно|приблизительно|до|не менее|превы\w+)\b"
)
_RESPELT = (
    ("caucasus", "caucasian", "qafqaz", "кавказ"),
    ("caspian", "xəzər", "касп", "каспий"),
    ("egypt", "misir", "егип", "египе"),
    ("non", "qeyri", "не"),
)
"""Names whose sounds differ, and which the lexicon lacks."""
_ZONE = re.compile(
    r"\b(?:gmt|utc|msk|мск|московско\w+|гринвич\w*|moscow time|moskva vaxt\w+|et|est|bst|local time"
    r"|yerli vaxt\w+|местн\w+)\b"
)


def are_same(mine: Value, theirs: Value, here: Sentence, there: Sentence, *, exactly: bool = False) -> bool:
    """True if a reader of both would see no difference; ``exactly`` takes no figure for another rounded."""
    if mine.key == theirs.key:
        return True
    if mine.quantity is not None and theirs.quantity is not None:
        return _same_quantity(mine, theirs, here, there, exactly=exactly)
    if mine.term is not None and theirs.term is not None:
        return names_alike(mine, theirs)
    return False


def names_alike(mine: Value, theirs: Value) -> bool:
    """True of two names that sound or mean the same."""
    left, right = mine.term, theirs.term
    if left is None or right is None:
        return False
    are_surnames = mine.is_surname and theirs.is_surname
    if _is_respelt(left, right) or (left.concepts & right.concepts and not are_surnames):
        return True
    if mine.is_place and theirs.is_place:
        return _same_place(mine, theirs)
    if are_surnames:
        return any(_same_surname(one, other) for one in left.sounds for other in right.sounds)
    return any(_sound_alike(one, other) for one in left.sounds for other in right.sounds)


def _same_surname(one: str, other: str) -> bool:
    """True of two sounds alike without what all surnames end in: Əliyev is not Əzizov."""
    one, other = _ENDING_OF_SURNAME.sub("", one), _ENDING_OF_SURNAME.sub("", other)
    if Levenshtein.normalized_similarity(one, other) >= _SAME_SURNAME_FROM:
        return True
    consonants = skeleton(one).translate(_UNVOICED)
    return len(consonants) >= _SURE_CONSONANTS and consonants == skeleton(other).translate(_UNVOICED)


def _same_place(mine: Value, theirs: Value) -> bool:
    """True of one city, and of a city and its country, which may stand for it."""
    if mine.city is not None and theirs.city is not None:
        return mine.city == theirs.city
    return any(
        one.city is not None and other.term is not None and one.city.country in other.term.places
        for one, other in ((mine, theirs), (theirs, mine))
    )


def _is_respelt(left: Term, right: Term) -> bool:
    names = left.surface.lower().replace("i̇", "i"), right.surface.lower().replace("i̇", "i")
    return any(all(name.startswith(forms) for name in names) for forms in _RESPELT)


def _sound_alike(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(short) >= _PREFIX_FROM and long.startswith(short):
        return True
    whole = Levenshtein.normalized_similarity(one, other)
    consonants = Levenshtein.normalized_similarity(skeleton(one), skeleton(other))
    return whole >= _SAME_SOUND_FROM or (whole + consonants) / 2 >= _SAME_NAME_FROM


def _same_quantity(mine: Value, theirs: Value, here: Sentence, there: Sentence, *, exactly: bool) -> bool:
    ours, others = mine.quantity, theirs.quantity
    if ours is None or others is None:
        return False
    kinds = {ours.kind, others.kind}
    if kinds & {"time", "date", "month", "weekday", "score"}:
        return _same_mark(ours, others, here, there)
    return not _in_other_money(ours, others) and _same_amount(mine, theirs, here, there, exactly=exactly)


def _same_mark(ours: Quantity, others: Quantity, here: Sentence, there: Sentence) -> bool:
    """Dates, times and scores, which one desk may write as a bare number."""
    kinds = {ours.kind, others.kind}
    if kinds == {"time"}:
        return _same_time(ours.value, others.value, here, there)
    if "date" in kinds:
        return _same_day(ours, others)
    if kinds & {"month", "weekday"}:
        return False
    if kinds == {"score"}:
        return ours.value == others.value
    same_hour = ours.value.split(":")[0] == others.value.split(":")[0]
    return same_hour or _digits_of(ours) == _digits_of(others)


def _in_other_money(ours: Quantity, others: Quantity) -> bool:
    return bool(ours.unit and others.unit and ours.unit != others.unit)


def _same_amount(mine: Value, theirs: Value, here: Sentence, there: Sentence, *, exactly: bool) -> bool:
    if mine.quantity is None or theirs.quantity is None:
        return False
    value, other = float(mine.quantity.value), float(theirs.quantity.value)
    if mine.unit and theirs.unit:
        if mine.unit != theirs.unit:
            converted = value * mine.unit.factor, other * theirs.unit.factor
            return mine.unit.dimension == theirs.unit.dimension and _near(*converted, _CONVERSION)
        if mine.unit.dimension == "degrees" and _in_other_scale(value, other):
            return True
    return value == other or (not exactly and _rounded(value, other, here, there))


def _rounded(value: float, other: float, here: Sentence, there: Sentence) -> bool:
    """True if the coarser is the finer but for its last digit: 8,900 of 8,943, not 620 of 602."""
    coarse, fine = sorted((value, other), key=_digits)
    if _digits(coarse) == _digits(fine) or abs(coarse - fine) >= _last_unit(coarse):
        return False
    is_whole = all(one == int(one) for one in _as_written(value, other))
    least = _ROUNDED_FROM if is_whole else _FRACTION_ROUNDED_FROM
    if max(_as_written(value, other)) >= least and _near(value, other, _ROUNDING):
        return True
    is_hedged = bool(_HEDGED.search(here.lowered) or _HEDGED.search(there.lowered))
    return is_hedged and _near(value, other, _HEDGED_ROUNDING)


def _as_written(value: float, other: float) -> tuple[float, float]:
    """Two numbers as desks write them: 200 and 202 of millions, but 5,402 in full."""
    scale = next((scale for scale in (1e9, 1e6) if max(value, other) >= scale), 1.0)
    return value / scale, other / scale


def _last_unit(value: float) -> float:
    """The weight of a number's last digit that is not a trailing zero: 100 of 8,900, 0.1 of 4.6."""
    text = f"{value:.12g}"
    if "e" in text:
        return float(abs(value) / 10 ** (_digits(value) - 1))
    if "." in text:
        return float(10 ** -len(text.partition(".")[2]))
    return float(10 ** (len(text) - len(text.rstrip("0"))))


def _in_other_scale(value: float, other: float) -> bool:
    """True of one temperature in Fahrenheit and in Celsius."""
    high, low = max(value, other), min(value, other)
    return abs((high - 32) / 1.8 - low) <= 1.0


def _near(value: float, other: float, share: float) -> bool:
    return abs(value - other) <= share * max(abs(value), abs(other))


def _digits(value: float) -> int:
    return len(f"{value:.12g}".replace(".", "").strip("0"))


def _digits_of(quantity: Quantity) -> str:
    return quantity.value.replace(":", "").replace(".", "")


def _same_day(ours: Quantity, others: Quantity) -> bool:
    """A day with its month, and the month or the day alone."""
    whole, part = (ours, others) if ours.kind == "date" else (others, ours)
    day, _, month = whole.value.partition(".")
    if part.kind == "date":
        return whole.value == part.value
    return part.value == (month if part.kind == "month" else day)


def _same_time(mine: str, theirs: str, here: Sentence, there: Sentence) -> bool:
    hour, _, minute = mine.partition(":")
    other_hour, _, other_minute = theirs.partition(":")
    if int(hour) % 12 == int(other_hour) % 12 and minute == other_minute:
        return True
    return minute == other_minute and bool(_ZONE.search(here.lowered) or _ZONE.search(there.lowered))
