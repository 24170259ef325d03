"""ANPA 1312: American text wires, with `^` and `<` about each line of a story's head.

A story has no number that stays: its leads and corrections are known by their keyword and day.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ingest.formats.document import Document, DocumentPart, Doubt, DoubtKind
from ingest.formats.syntax.charset import decoded
from ingest.formats.text.wire_text import by_indentation, place_in, without_marks
from ingest.formats.values.extracted import ExtractedArticle, Places
from ingest.formats.values.lenient import draft_of, skipped

_PLACES = Places("the header: keyword, day", "the line after the slug")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# Service and number, selector; priority, category, keyword, day, words.
_HEADER = re.compile(
    r"\s*+[A-Za-z]\d{4}[ ]?[\w-]{0,12}[^\S\n]*+\n\s*+(?P<priority>[a-z])\s?(?P<category>[a-z]) ?"
    r"(?P<keyword>[^\n]{1,40}?)\s{1,9}"
    r"(?P<month>\d{2})-(?P<day>\d{2})(?:\s(?P<words>\d{4}))?[^\n]{0,20}\n"
)
_SIGN_OFF = re.compile(
    r"\n[^\S\n]*+(?P<source>[A-Z]{2,6})-[A-Z]{2}-(?P<month>\d\d)-(?P<day>\d\d)-(?P<year>\d\d)\s"
    r"(?P<hour>\d\d)(?P<minute>\d\d)"
    r"(?P<zone>GMT|E[SD]T)<?\s*$"
)
# Some senders open and close the slug's line by control signs alone.
_BARE_SLUG = re.compile(r"\s{0,20}+(?P<text>[^\s^<=][^^<=\n]{0,200}+)[<=]?[^\S\n]{0,20}+\n(?=\s{0,20}\^)")
# One that is not closed ends before the next one, or where the story is indented.
_HEAD_LINE = re.compile(r"\s*\^(?P<text>[^^<=]{1,500}?)(?P<end>[<=]|\n(?=[ ]{0,20}\^|\t|[ ]{2}))")
_NOTE = re.compile(
    r"(?:eds|editors?'? note|editors|advisory|(?:strict(?:ly)? |under )?embargo(?:ed)?|"
    r"(?:hold |not )?for release|(?:mandatory |bulletin )?kill$|mandatory\b|adv\d{1,2}$)",
    re.IGNORECASE,
)
# Words at the end of a keyword that tell its takes apart. Additions are texts of their own.
_TAKE = re.compile(
    r"(?:\d{1,2}(?:st|nd|rd|th)|urgent|bulletin|flash|corrective|correction|mandatory|kill|writethru|ld|lead|"
    r"adv\d{1,2}|advisory)",
    re.IGNORECASE,
)
_ADDITION = re.compile(r"\b(?:add|adds|take)\b", re.IGNORECASE)
_ADVANCE = re.compile(r"\badv\s?(?P<day>\d{1,2})\b", re.IGNORECASE)
_LAST_ZONE = timedelta(hours=36)  # from the beginning of a day in UTC until it is over everywhere
_BESIDE = re.compile(r"(?:AP |Reuters )?(?:photos?|video|graphics?|with:|moving)\b", re.IGNORECASE)
_BYLINE = re.compile(r"by\s", re.IGNORECASE)
_CYCLE = re.compile(r"^(?:[A-Z]{2}|am|pm|bc)-{1,2}")  # of morning and afternoon papers: AM-, PM-, BC-
_CATEGORIES = {"a": "domestic", "i": "world", "f": "economy", "s": "sport", "p": "politics", "e": "culture"}
_URGENCIES = {"f": 1, "b": 2, "u": 3, "r": 4, "d": 5, "a": 6}
_HOURS_WEST = {"GMT": 0, "EST": 5, "EDT": 4}
_MOST_HEAD_LINES = 20


@dataclass(frozen=True, slots=True)
class _Head:
    """The lines above a story, told apart; `end` is where they end."""

    slug: str | None
    headline: str | None
    byline: str | None
    note: str | None
    end: int


def read_anpa1312(document: Document) -> Sequence[DocumentPart]:
    """Reads the story that a file of the wire is."""
    text = decoded(document.content, document.charset).replace("\r\n", "\n").replace("\r", "\n")
    text = _without_controls(text)
    header = _HEADER.match(text)
    if header is None:
        return [skipped("The header of ANPA 1312 is missing: number, priority, category, keyword and day.")]
    text = text[header.end() :]
    sign_off = _SIGN_OFF.search(text[-200:])
    story = text[: len(text) - len(sign_off[0])] if sign_off else text
    head = _head(story)
    body = _quoted(story[head.end :])
    sent = _sent(sign_off)
    keyword = _keyword(header["keyword"])
    article = ExtractedArticle(
        source_id=_identity(keyword, header, sent),
        origins=(sign_off["source"].lower() if sign_off else None,),
        headline=without_marks(head.headline),
        label=head.slug or keyword,
        body=by_indentation(body),
        category=_CATEGORIES.get(header["category"]),
        tags=tuple(word for word in keyword.split("-") if word),
        published_at=sent,
        byline=head.byline,
        dateline=place_in(body),
        urgency=_URGENCIES.get(header["priority"]),
        note=head.note,
    )
    advance = _ADVANCE.search(f"{header['keyword']} {head.slug or ''}")
    return [draft_of(article, document, _PLACES, *([_doubt(advance, sent)] if advance else []))]


def _keyword(written: str) -> str:
    """The keyword that all takes of a story share; an addition is no take, and would replace it."""
    keyword = _CYCLE.sub("", written.strip())
    if _ADDITION.search(keyword):
        return keyword
    words = re.split(r"([\s,-])", keyword)
    while len(words) > 1 and (not words[-1].strip(" ,-") or _TAKE.fullmatch(words[-1])):
        words.pop()
    return "".join(words)


def _doubt(advance: re.Match[str], sent: datetime | None) -> Doubt:
    """An advance is for papers of a day that is yet to come, and nothing tells its hour."""
    why = f"the keyword marks an advance for day {advance['day']}, and no hour of release"
    return Doubt(DoubtKind.EMBARGO, "embargo_until", why, _over_at(int(advance["day"]), sent))


def _over_at(day: int, sent: datetime | None) -> datetime | None:
    """When that day is over everywhere: the next of its number, from the day of sending on."""
    if sent is None:
        return None
    midnight = sent.replace(hour=0, minute=0)
    ahead = (midnight + timedelta(days=days) for days in range(32))
    return next((found + _LAST_ZONE for found in ahead if found.day == day), None)


def is_anpa1312(head: str) -> bool:
    """Whether a document begins as one."""
    return _HEADER.match(_without_controls(head[:400].replace("\r\n", "\n").replace("\r", "\n"))) is not None


def _without_controls(text: str) -> str:
    """Without the signs that drive a line; one of them stands for a space."""
    return _CONTROLS.sub("", text.replace("\x1f", " "))


def _head(story: str) -> _Head:
    bare = _BARE_SLUG.match(story)
    position, lines = (bare.end(), [" ".join(bare["text"].split())]) if bare else (0, list[str]())
    while len(lines) < _MOST_HEAD_LINES and (line := _HEAD_LINE.match(story, position)):
        lines.append(" ".join(line["text"].split()))
        position = line.end()
    slug = lines.pop(0) if bare or len(lines) > 1 else None
    notes = [line for line in lines if _NOTE.match(line)]
    plain = [line for line in lines if not _NOTE.match(line) and not _BESIDE.match(line)]
    by = next((index for index, line in enumerate(plain) if _BYLINE.match(line)), len(plain))
    return _Head(
        slug=slug,
        headline=_quoted(" ".join(plain[:1])) if by else None,
        byline=", ".join(plain[by:]) or None,
        note=" ".join(notes) or None,
        end=position,
    )


def _identity(keyword: str, header: re.Match[str], sent: datetime | None) -> str:
    """The header has no year; where the end of the story is lost, the day alone must do."""
    day = f"{sent:%Y}-" if sent else ""
    return f"{keyword.lower()}-{day}{header['month']}-{header['day']}"


def _sent(sign_off: re.Match[str] | None) -> datetime | None:
    if sign_off is None:
        return None
    year, month, day, hour, minute = (
        int(sign_off[name]) for name in ("year", "month", "day", "hour", "minute")
    )
    hours = hour + _HOURS_WEST[sign_off["zone"]]
    try:
        day_of = datetime(2000 + year, month, day, tzinfo=UTC)
    except ValueError:
        return None
    return day_of + timedelta(hours=hours, minutes=minute)


def _quoted(text: str) -> str:
    """With quotes that the wire's alphabet does not have."""
    return text.replace("``", "“").replace("''", "”")
