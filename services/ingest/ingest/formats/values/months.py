"""Names of months as they are written in dates, whole and shortened, in the languages of our senders."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from babel import Locale

_LANGUAGES = ("en", "ru", "az", "tr", "uk", "de", "fr", "es", "it")


@cache
def month_numbers() -> Mapping[str, int]:
    """Months by their names in lower case, January as 1."""
    names: dict[str, int] = {}
    for language in _LANGUAGES:
        months = Locale(language).months
        for form in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in months[form].get(width, {}).items():
                    names.setdefault(folded_month(str(name)), int(number))
    return _with_beginnings(
        {name: number for name, number in names.items() if name.isalpha() and len(name) > 2}
    )


def folded_month(word: str) -> str:
    """A month's name as it is compared."""
    return word.replace("İ", "i").lower().rstrip(".")


def _with_beginnings(names: Mapping[str, int]) -> Mapping[str, int]:
    """Three letters will do, where they begin one month's name alone."""
    beginnings: dict[str, set[int]] = defaultdict(set)
    for name, number in names.items():
        beginnings[name[:3]].add(number)
    return {short: numbers.pop() for short, numbers in beginnings.items() if len(numbers) == 1} | dict(names)
