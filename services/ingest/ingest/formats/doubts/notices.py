"""Notices in words: embargoes, kills and recalls that no field of a format carries.

A notice is known by its form, in the places where desks put one: a subject, a slug, an editor's note, a first
line. News about embargoes, recalls and withdrawals has other forms. In English, Azerbaijani and Russian.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from importlib.resources import files

from ingest.formats.document import Doubt, DoubtKind

_LONGEST = 300  # characters of a place that are looked at
# Every notice has one of these in it; looking for them one by one costs next to nothing.
_STEMS = (
    *(
        "embarg",
        "embarqo",
        "sperrfrist",
        "эмбарго",
        "kill",
        "withdr",
        "withh",
        "recall",
        "retract",
        "disregard",
        "takedown",
    ),
    *(
        "do not",
        "not for",
        "not to be",
        "hold for",
        "hold until",
        "hold till",
        "for release",
        "for immediate",
    ),
    *("for use", "for publ", "for broad", "for transm", "release time", "please", "cancel", "in error"),
    *("ignore", "spike", "kindly", "removal"),
    *("by mistake", "erroneously", "removed", "deleted", "spiked", "ambargo"),
    *(
        "аннул",
        "снят",
        "снима",
        "отозва",
        "отзыв",
        "не публ",
        "не исп",
        "не дава",
        "не перед",
        "не расп",
        "не для",
        "не подл",
    ),
    *(
        "не выпуск",
        "публикация",
        "просим",
        "просьба",
        "пожалуйста",
        "удал",
        "выпуск",
        "недейств",
        "публиковать",
        "прошу",
        "не раньше",
        "не ранее",
        "ошибочн",
        "публикации",
    ),
    *(
        "отмен",
        "можно ",
        "разреш",
        "игнорир",
        "по ошибке",
        "don't",
        "must not",
        "unpublish",
        "pulled",
        "prematurely",
        "too early",
        "is void",
        "снимите",
        "delet",
    ),
    *("should not", "cannot", "stop us", "taken down", "yanliş", "çixar"),
    *(
        "ləğv",
        "geri ",
        "silin",
        "dərc",
        "çap ",
        "yayim",
        "yayma",
        "istifadə",
        "lentdən",
        "etibarsiz",
        "səhv",
        "nəzərə alma",
    ),
)
# Single words that are a notice where they stand in capitals before a title in small letters.
_SHOUTED = re.compile(
    r"[\W_]{0,4}(?:(?P<embargo>(?:STRICT(?:LY)? |UNDER )?EMBARGO(?:ED)?|ЭМБАРГО|EMBARQO)|"
    r"(?P<kill>(?:MANDATORY )?(?:KILL[ ,!-]{1,3}){0,3}KILL|TAKEDOWN|WITHDRAWN|RETRACT(?:ED|ION)|СНЯТО|"
    r"DO NOT (?:USE|RUN|PUBLISH)|АННУЛИРОВАНО|АННУЛИРУЕТСЯ|АННУЛЯЦИЯ|LƏĞV))"
    r"(?:\s?[:\-–—!|/\])*]|$)(?P<rest>.*)"
)
# In a slug such a word is a notice in capitals, or as a part by itself: `oil-embargo` is a subject.
_SLUG_WORDS = re.compile(
    r"(?:^|[/,;\s-])(?:(?P<embargo>EMBARGO(?:ED)?|ЭМБАРГО|EMBARQO)|(?P<kill>KILL|АННУЛИРОВАНО))(?:$|[/,;\s-])"
)
_SLUG_PARTS = re.compile(
    r"(?:^|[/,;])\s{0,3}(?:(?P<embargo>embargo(?:ed)?|эмбарго|embarqo)|(?P<kill>kill(?:ed)?|аннулировано))"
    r"\s{0,3}(?:$|[/,;])|(?:^|[/,;\s-])embargoed(?:$|[/,;\s-])"
)


@dataclass(frozen=True, slots=True)
class _Forms:
    """The forms of `notice_forms.tsv`, compiled."""

    before: re.Pattern[str]
    embargoes: tuple[re.Pattern[str], ...]
    kills: tuple[re.Pattern[str], ...]
    marked: tuple[re.Pattern[str], ...]
    noted: tuple[re.Pattern[str], ...]
    news: tuple[re.Pattern[str], ...]


def _read_forms() -> _Forms:
    text = files("ingest.formats.doubts").joinpath("notice_forms.tsv").read_text("utf-8")
    rows = [row.split("\t", 1) for row in text.splitlines() if row and not row.startswith("#")]
    parts = {name: form for name, form in rows if name.startswith("<")}

    def compiled(kind: str) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(_filled(form, parts)) for name, form in rows if name == kind)

    return _Forms(
        before=re.compile(parts["<before a notice>"]),
        embargoes=compiled("embargo"),
        kills=compiled("kill"),
        marked=compiled("marked"),
        noted=compiled("noted"),
        news=compiled("news"),
    )


def _filled(form: str, parts: dict[str, str]) -> str:
    """A form with the forms that it names in place; one may name another."""
    for _ in range(3):
        for name, part in parts.items():
            form = form.replace(name, part)
    return form


_SIGNS, _ARTICLE = re.compile(r"[\W_]{0,4}"), re.compile(r"(?:the|this is|a)\s")
_MOST_BEFORE = 5

# Compiled when the service starts: the tenth of a second that it takes would block the loop later.
_FORMS = _read_forms()


class Place(Enum):
    """The places of notices, with their names as an editor is shown them."""

    HEADLINE = "headline"
    SLUG = "slug"
    NOTE = "editor's note"
    FIRST_LINE = "first line"


@dataclass(frozen=True, slots=True)
class Notice:
    """An embargo or a kill in words, as it is written, and where."""

    kind: DoubtKind
    place: Place
    words: str

    @property
    def doubt(self) -> Doubt:
        is_embargo = self.kind is DoubtKind.EMBARGO
        what = "an embargo" if is_embargo else "a kill or recall"
        reason = f"the {self.place.value} reads like {what}: {self.words[:200]!r}"
        return Doubt(self.kind, "embargo_until" if is_embargo else "status", reason)


def notices_in(texts: Sequence[tuple[Place, str | None]]) -> Iterator[Notice]:
    """Notices in these places, at most one of a kind in each. Bounded; microseconds where there is none."""
    beginnings = " ".join(text[: 2 * _LONGEST] for _, text in texts if text)
    if not _may_have_one(_folded(" ".join(beginnings.split()))):
        return
    for place, text in texts:
        written = " ".join((text or "")[: 2 * _LONGEST].split())[:_LONGEST]
        folded = _folded(written)
        if _may_have_one(folded):
            yield from _notices(place, written, folded)


def _may_have_one(folded: str) -> bool:
    for stem in _STEMS:  # noqa: SIM110 - a generator for any() takes three times as long
        if stem in folded:
            return True
    return False


def _notices(place: Place, written: str, folded: str) -> Iterator[Notice]:
    forms, beginnings = _FORMS, _beginnings(folded)
    for kind, openings in ((DoubtKind.EMBARGO, forms.embargoes), (DoubtKind.KILL, forms.kills)):
        is_one = any(opening.match(folded, start) for start in beginnings for opening in openings)
        if is_one and kind is DoubtKind.EMBARGO and place in {Place.HEADLINE, Place.FIRST_LINE}:
            is_one = not any(news.match(folded) for news in forms.news)
        if is_one or kind in _marked(place, written, folded):
            yield Notice(kind, place, written)
            # One that forbids a use until an hour would be both.
            return


def _beginnings(folded: str) -> Sequence[int]:
    """The positions at which a notice may begin: behind signs, words such as `attention:`, and an article."""
    signs = _SIGNS.match(folded)
    position = signs.end() if signs else 0
    positions = [0, position]
    for _ in range(_MOST_BEFORE):
        word = _FORMS.before.match(folded, position)
        if word is None:
            break
        position = word.end()
        positions.append(position)
    articles = (_ARTICLE.match(folded, start) for start in positions)
    return list(dict.fromkeys([*positions, *(article.end() for article in articles if article)]))


def _marked(place: Place, written: str, folded: str) -> set[DoubtKind]:
    """Kinds by a single word that is set apart."""
    kinds: set[DoubtKind] = set()
    shouted = _SHOUTED.match(written)
    if shouted and not (shouted["rest"].isupper() and len(shouted["rest"]) > 20):
        kinds |= _kind_of(shouted)
    for pattern in (*_FORMS.marked, *(_FORMS.noted if place is Place.NOTE else ())):
        if marked := pattern.search(folded):
            kinds |= _kind_of(marked)
    if place is Place.SLUG and (slug := _SLUG_WORDS.search(written) or _SLUG_PARTS.search(folded)):
        kinds |= _kind_of(slug)
    return kinds


def _kind_of(match: re.Match[str]) -> set[DoubtKind]:
    return {DoubtKind.KILL if match["kill"] else DoubtKind.EMBARGO}


def _folded(text: str) -> str:
    """In small letters, with one i: capitals do not keep Azerbaijani's two apart."""
    folded = text.replace("İ", "i").lower().replace("ı", "i")
    return folded.replace("ё", "е").replace("’", "'")
