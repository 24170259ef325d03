"""Notices in words: embargoes, kills and recalls that no field of a format carries.

They are looked for where desks put them: a subject, a slug, an editor's note, a first line. News about
embargoes, recalls and withdrawals stands in the same places; a classifier parts them (`notice_model.py`).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise, takewhile

from ingest.formats.document import Doubt, DoubtKind
from ingest.formats.doubts.notice_model import LABEL, Model, folded, may_be_notice, shipped_model, words_of
from newsroom.events.holds import Cause

_LONGEST = 300  # characters of a place that are looked at
_MOST_SENTENCES = 4
_END = re.compile(r"[.!?]\s")
# What is set apart at either end of a text.
_SET_APART = r"([^\s:!\]()\[–—*\"“«'‘][^:!\]()\[–—*\"”»“«]{1,60}"  # words in quotes are somebody else's
_LEADING = re.compile(rf"[\s*\[(]{{0,8}}{_SET_APART}?)(?:\s?[:!\])–—*]|\s-)(?=[\s!*\]):-]|$)")
_TRAILING = re.compile(rf"(?:[\[(–—*!]|\s-\s)\s?{_SET_APART})[\])!*.\s]{{0,8}}$")
_LONGEST_LABEL = 80  # characters, with what sets it apart
_MOST_LABEL_WORDS = 6
# Likelihoods from which an article is held: by the whole place, one of its sentences, a label alone.
_OF_WHOLE, _OF_SENTENCE, _OF_LABEL = 0.6, 0.95, 0.75
# Read when the service starts: the hundredth of a second that it takes would block the loop later.
_MODEL = shipped_model()


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

    def doubt_of(self, source_id: str) -> Doubt:
        """The doubt of an article. Nobody answers it for another one: its cause is itself."""
        is_embargo = self.kind is DoubtKind.EMBARGO
        what = "an embargo" if is_embargo else "a kill or recall"
        reason = f"the {self.place.value} reads like {what}: {self.words[:200]!r}"
        field = "embargo_until" if is_embargo else "status"
        return Doubt(self.kind, field, reason, cause=f"{Cause.NOTICE}{source_id}")


def notices_in(texts: Sequence[tuple[Place, str | None]], model: Model = _MODEL) -> Iterator[Notice]:
    """Notices in these places, at most one in each. Some 20 microseconds a place, 200 where one may be."""
    for place, text in texts:
        if text:
            written = " ".join(text[: 2 * _LONGEST].split())[:_LONGEST]
            if kind := _kind(place, written, model):
                yield Notice(kind, place, written)


def _kind(place: Place, written: str, model: Model) -> DoubtKind | None:
    """The kind of a notice that labels it, or that the whole is, or one of its first sentences."""
    parts = [(label, LABEL, _OF_LABEL) for label in labels_of(written)]
    parts.append((written, place.value, _OF_WHOLE))
    parts += [(sentence, place.value, _OF_SENTENCE) for sentence in _sentences(written)]
    for part, where, least in parts:
        words = words_of(part)
        if not may_be_notice(words):
            continue
        embargo, kill = model.likelihoods(words, where)
        if embargo + kill >= least:
            return DoubtKind.EMBARGO if embargo >= kill else DoubtKind.KILL
    return None


def _sentences(written: str) -> Sequence[str]:
    ends = [end.end() for end in _END.finditer(written)][: _MOST_SENTENCES - 1]
    bounds = [0, *ends, len(written)]
    return [written[start:end] for start, end in pairwise(bounds)] if ends else ()


def labels_of(written: str) -> Sequence[str]:
    """The few words that a text sets apart at its ends, by signs or capitals: `KILL` of `KILL: Bridge opens`.

    In small letters where the whole is in capitals, which say nothing then. What goes on in small letters
    after a colon (`Kill: the film`) is one sentence, and no label, unless that alone is in capitals.
    """
    is_shouted = written.isupper()
    labels: list[str] = []
    if leading := _LEADING.match(written[:_LONGEST_LABEL]):
        sign, rest = written[leading.end(1) : leading.end()], written[leading.end() :]
        goes_on = ":" in sign and rest.lstrip(" *!:-])–—")[:1].islower()
        if leading[1].isupper() or not goes_on:
            labels.append(leading[1])
    if trailing := _TRAILING.search(written[-_LONGEST_LABEL:]):
        labels.append(trailing[1])
    if not is_shouted:
        words = written.split()
        labels += (" ".join(_capitals(words)), " ".join(_capitals(words[::-1])[::-1]))
    clean = dict.fromkeys(label.strip(" :!*[]()") for label in labels)
    return [
        folded(label) if is_shouted else label
        for label in clean
        if 0 < len(label.split()) <= _MOST_LABEL_WORDS
    ]


def _capitals(words: Sequence[str]) -> Sequence[str]:
    return list(takewhile(str.isupper, words[: _MOST_LABEL_WORDS + 1]))
