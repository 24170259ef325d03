"""Number words and multipliers by language, as they are written after :func:`words.lower`."""

import re
from functools import lru_cache

_EN: dict[str, int] = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "dozen": 12,
}  # fmt: skip
_EN_ONE = {"one": 1, "a": 1}
_AZ: dict[str, int] = {
    "iki": 2, "üç": 3, "dörd": 4, "beş": 5, "altı": 6, "yeddi": 7, "səkkiz": 8, "doqquz": 9, "on": 10,
    "iyirmi": 20, "otuz": 30, "qırx": 40, "əlli": 50, "altmış": 60, "yetmiş": 70, "səksən": 80,
    "doxsan": 90, "yüz": 100,
}  # fmt: skip
_RU_FORMS = {
    2: "два две двух двум двумя двое двоих",
    3: "три трех трем тремя трое троих",
    4: "четыре четырех четырем четверо",
    5: "пять пяти пятью пятеро",
    6: "шесть шести шестью",
    7: "семь семи семью",
    8: "восемь восьми восемью",
    9: "девять девяти",
    10: "десять десяти",
    11: "одиннадцать одиннадцати",
    12: "двенадцать двенадцати",
    13: "тринадцать тринадцати",
    14: "четырнадцать четырнадцати",
    15: "пятнадцать пятнадцати",
    16: "шестнадцать шестнадцати",
    17: "семнадцать семнадцати",
    18: "восемнадцать восемнадцати",
    19: "девятнадцать девятнадцати",
    20: "двадцать двадцати",
    30: "тридцать тридцати",
    40: "сорок сорока",
    50: "пятьдесят пятидесяти",
    60: "шестьдесят шестидесяти",
    70: "семьдесят семидесяти",
    80: "восемьдесят восьмидесяти",
    90: "девяносто девяноста",
    100: "сто ста",
    200: "двести двухсот",
    300: "триста трехсот",
    400: "четыреста четырехсот",
    500: "пятьсот пятисот",
    600: "шестьсот шестисот",
    700: "семьсот семисот",
    800: "восемьсот восьмисот",
    900: "девятьсот девятисот",
}
_RU = {form: value for value, forms in _RU_FORMS.items() for form in forms.split()}

WORDS: dict[str, dict[str, int]] = {"en": _EN, "az": _AZ, "ru": _RU}
"""Words that count by themselves. *One* does not: it is an article or a pronoun too, in each language."""
ONES: dict[str, dict[str, int]] = {
    "en": _EN_ONE,
    "az": {"bir": 1},
    "ru": {"один": 1, "одна": 1, "одного": 1},
}
"""Words that count only before a hundred, a thousand and so on."""

_MULTIPLIERS = (
    (re.compile(r"hundreds?$"), 1e2),
    (re.compile(r"thousands?$|min(inci)?$|тыс$|тысяч\w{0,3}$"), 1e3),
    (re.compile(r"millions?$|mn$|mcm$|mln$|milyon\w{0,3}$|млн$|миллион\w{0,3}$"), 1e6),
    (re.compile(r"billions?$|bn$|bcm$|mlrd$|milyard\w{0,3}$|млрд$|миллиард\w{0,3}$"), 1e9),
    (re.compile(r"trillions?$|trn$|trln$|trilyon\w{0,3}$|трлн$|триллион\w{0,3}$"), 1e12),
)
_AZERBAIJANI_ENDING = re.compile(r"(?:y[aə]|n[ıiuü]|d[aə]n|s[ıiuü]|[ıiuü])$")
_SHORT_MULTIPLIERS = {"k": 1e3, "m": 1e6, "b": 1e9, "tn": 1e12}


@lru_cache(maxsize=16384)
def multiplier(word: str, *, attached: bool = False) -> float | None:
    """The factor of a word after a number; ``attached`` where no space parts them, as in £11m."""
    for pattern, factor in _MULTIPLIERS:
        if pattern.match(word):
            return factor
    return _SHORT_MULTIPLIERS.get(word) if attached else None


@lru_cache(maxsize=16384)
def value_of(word: str, language: str) -> int | None:
    """The value of a lowercase word; Azerbaijani ones with case endings (*altıya*, not *altında*: under)."""
    words = WORDS.get(language, {})
    if word in words or language != "az":
        return words.get(word)
    bare = _AZERBAIJANI_ENDING.sub("", word)
    return words.get(bare) if bare != "on" else None
