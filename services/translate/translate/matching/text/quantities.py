"""Quantities of a text in canonical form: numbers, sums, shares, scores and dates, whatever their format.

``1,5 млн долл.``, ``$1.5 million`` and ``1.5 milyon dollar`` are one :class:`Quantity`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from typing import Literal, NamedTuple

from translate.matching.text.number_words import ONES, multiplier, value_of
from translate.matching.text.words import lower

Kind = Literal[
    "count", "share", "money", "score", "date", "year", "time", "month", "weekday", "ordinal"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Quantity:
    """``value`` is canonical: equal texts are equal quantities. A score has its larger side first."""

    kind: Kind
    value: str
    unit: str = ""

    def __str__(self) -> str:
        shown = f"{float(self.value):,.12g}" if self.kind in ("count", "money") else self.value
        return f"{shown} {self.unit}".strip() + ("%" if self.kind == "share" else "")


_LARGEST = 1e18  # more digits count nothing: an identifier, a card's number, debris
_NUMBER = r"\d{1,3}(?:[  ,.]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?"
_TOKEN = re.compile(
    rf"(?P<pair>(?<![\d.,])\d{{1,3}}\s?[:–-]\s?\d{{1,3}}(?![\d.,]*\d))"
    rf"|(?P<number>{_NUMBER})|(?P<word>[^\W\d_]+)|(?P<sign>[%$€£₼₽])"
)
_MONEY = (
    (re.compile(r"\$|dollars?$|dollar|доллар|долл$|usd$"), "USD"),
    (re.compile(r"€|euros?$|avro(?!p)|евро$|eur$"), "EUR"),
    (re.compile(r"£|pounds?$|sterl|funt|фунт"), "GBP"),
    (re.compile(r"₼|manat|манат|azn$"), "AZN"),
    (re.compile(r"₽|rubles?$|roubles?$|rubl|рубл|руб$"), "RUB"),
    (re.compile(r"lira|лир[аы]?$"), "TRY"),
    (re.compile(r"yuan|юан"), "CNY"),
    (re.compile(r"yen$|yens$|иен|iyen"), "JPY"),
)
_SHARE = re.compile(r"%|percent(?:age)?$|faiz|процент")
_MONTHS = re.compile(
    "|".join(
        f"(?P<month_{number}>{pattern})"
        for number, pattern in enumerate(
            (
                r"jan(?:uary)?$|yanvar|январ", r"feb(?:ruary)?$|fevral|феврал",
                r"mar(?:ch)?$|mart(?!in)|март(?:а|е)?$", r"apr(?:il)?$|aprel|апрел",
                r"may$|may(?:ın|da)|ма[яйе]$", r"june?$|iyun|июн", r"july?$|iyul|июл",
                r"aug(?:ust)?$|avqust|август", r"sept?(?:ember)?$|sentyabr|сентябр",
                r"oct(?:ober)?$|oktyabr|октябр", r"nov(?:ember)?$|noyabr|ноябр",
                r"dec(?:ember)?$|dekabr|декабр",
            ),
            start=1,
        )
    )
)  # fmt: skip
_AFTERNOON = re.compile(r"\s?[ap]\.?m\b")
_HUNDRED = 100
_REACH = 3
"""The most tokens between a number and its unit."""


class _Token(NamedTuple):
    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class LocatedQuantity:
    """A quantity with the span of its number, multipliers included, in the lowercase text.

    ``is_written`` is true of a number in digits.
    """

    quantity: Quantity
    start: int
    end: int
    is_written: bool


def quantities(text: str, language: str) -> list[Quantity]:
    """Every quantity of the text in its order, repeated ones repeated."""
    return [located.quantity for located in located_quantities(lower(text, language), language)]


def located_quantities(lowered: str, language: str) -> list[LocatedQuantity]:
    """Every quantity of a text in lowercase, with its place."""
    tokens = [
        _Token(match.lastgroup or "", match[0], match.start(), match.end())
        for match in _TOKEN.finditer(lowered)
    ]
    return [
        LocatedQuantity(quantity, tokens[at].start, tokens[after - 1].end, tokens[at].kind != "word")
        for quantity, at, after in _read(tokens, lowered, language)
    ]


def _read(tokens: list[_Token], text: str, language: str) -> Iterator[tuple[Quantity, int, int]]:
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.kind == "pair":
            yield _pair(token.text), at, at + 1
            at += 1
            continue
        value, after = _value(tokens, at, language)
        if value is None:
            at += 1
            continue
        if value > _LARGEST:
            at = after
            continue
        quantity = _clock(token, text) or _quantity(tokens, at, after, value, written=token.kind == "number")
        if quantity:
            yield quantity, at, after
        at = after


def _pair(text: str) -> Quantity:
    left, right = re.split(r"\s?[:–-]\s?", text)
    if ":" in text and len(right) == 2 and int(left) < 24 and int(right) < 60:
        return Quantity("time", f"{int(left)}:{right}")
    high, low = sorted((int(left), int(right)), reverse=True)
    return Quantity("score", f"{high}:{low}")


def _clock(token: _Token, text: str) -> Quantity | None:
    after = _AFTERNOON.match(text, token.end)
    if token.kind != "number" or not after:
        return None
    hour, _, minute = token.text.replace(",", ".").partition(".")
    hours = int(hour) % 12 + (12 if "p" in after[0] else 0)
    return Quantity("time", f"{hours}:{minute or '00':0>2}")


def _value(tokens: list[_Token], at: int, language: str) -> tuple[float | None, int]:
    """The number that begins at a token, its multipliers applied, and where it ends."""
    token = tokens[at]
    if token.kind == "number":
        return _multiplied(_parse(token.text), tokens, at + 1, token)
    if token.kind != "word":
        return None, at
    return _spelled(tokens, at, language)


def _spelled(tokens: list[_Token], at: int, language: str) -> tuple[float | None, int]:
    total, start, before = 0.0, at, 1000
    while at < len(tokens) and tokens[at].kind == "word":
        value = value_of(tokens[at].text, language)
        if value == _HUNDRED and 1 < total < 10:  # beş yüz
            total, before, at = total * _HUNDRED, _HUNDRED, at + 1
            continue
        if value is None or not (value < before and before >= 10):
            break
        total, before, at = total + value, value if value >= 10 else 1, at + 1
    if at > start:
        return _multiplied(total, tokens, at, None)
    follows = at + 1 < len(tokens) and multiplier(tokens[at + 1].text)
    if follows and tokens[at].text in ONES.get(language, {}):
        return _multiplied(1.0, tokens, at + 1, None)
    return None, start


def _multiplied(value: float, tokens: list[_Token], at: int, number: _Token | None) -> tuple[float, int]:
    while at < len(tokens) and tokens[at].kind == "word":
        attached = number is not None and tokens[at].start == number.end
        factor = multiplier(tokens[at].text, attached=attached)
        if factor is None:
            break
        value, at, number = value * factor, at + 1, None
    return value, at


def _parse(text: str) -> float:
    grouped = re.fullmatch(r"(\d{1,3}(?:[  ,.]\d{3})+)(?:[.,](\d{1,2}))?", text)
    if grouped and not re.fullmatch(r"0[.,]\d{3}", text):
        return float(re.sub(r"\D", "", grouped[1]) + "." + (grouped[2] or "0"))
    return float(text.replace(",", "."))


def _quantity(tokens: list[_Token], at: int, after: int, value: float, *, written: bool) -> Quantity | None:
    shown = _canonical(value)
    before, behind = tokens[max(0, at - 1) : at], tokens[after : after + _REACH]
    if unit := _money(before[-1:], behind):
        return Quantity("money", shown, unit)
    if _is_share(behind[:2]):
        return Quantity("share", shown)
    if value == int(value) and 1 <= value <= 31 and (month := _month(before + behind[:2])):
        return Quantity("date", f"{int(value)}.{month}")
    if written and 1900 <= value <= 2100 and value == int(value) and after == at + 1:
        return Quantity("year", shown)
    return Quantity("count", shown)


def _canonical(value: float) -> str:
    short = f"{value:.6g}" if value < 1e6 else f"{value:.4g}"
    return short if float(short) == value else f"{value:.12g}"


def _money(before: list[_Token], behind: list[_Token]) -> str:
    """The currency of a sum: of the sign before it, else of what stands behind it."""
    for tokens in ([token for token in before if token.kind == "sign"], list(_until_number(behind))):
        for pattern, unit in _MONEY:
            if any(pattern.match(token.text) for token in tokens):
                return unit
    return ""


def _until_number(tokens: list[_Token]) -> Iterator[_Token]:
    """The tokens before the next number, without the sign that belongs to it: €3.1bn ($3.6bn)."""
    for token, following in zip_longest(tokens, tokens[1:]):
        is_before_number = following is not None and following.kind in ("number", "pair")
        if token.kind in ("number", "pair") or (token.text in "$€£" and is_before_number):
            return
        yield token


def _is_share(behind: list[_Token]) -> bool:
    texts = [token.text for token in _until_number(behind)]
    return any(_SHARE.match(text) for text in texts) or texts[:2] == ["per", "cent"]


def _month(near: list[_Token]) -> int:
    return next((month for token in near if token.kind == "word" and (month := month_of(token.text))), 0)


@lru_cache(maxsize=16384)
def month_of(word: str) -> int:
    """The number of the month that a lowercase word names, in whatever case ending; 0 if it names none."""
    match = _MONTHS.match(word)
    return int((match.lastgroup or "").removeprefix("month_")) if match else 0
