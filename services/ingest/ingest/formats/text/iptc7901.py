"""IPTC 7901: text wires, framed by control characters since the days of the teleprinter."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from ingest.formats.document import Document, DocumentPart
from ingest.formats.syntax.charset import decoded
from ingest.formats.text.wire_text import DATELINE, by_indentation, is_mark, place_in, without_marks
from ingest.formats.values.extracted import ExtractedArticle, Places
from ingest.formats.values.instants import instant
from ingest.formats.values.lenient import draft_of, skipped
from ingest.formats.values.provenance import derived_id

_PLACES = Places("the header: source, number", "the first line of the text")
_SOH, _STX, _ETX = "\x01", "\x02", "\x03"
_FRAME = re.compile("[\x00\x04-\x08\x0e-\x1f\x7f]|\x1b.")
_HEADER = re.compile(
    r"(?:ZCZC\s*)?(?P<source>[A-Za-z]{1,6})(?P<number>\d{2,6})\s+(?P<priority>\d)\s+(?P<category>[A-Za-z]{1,5})"
    r"(?:\s+(?P<words>\d{1,5}))?(?:\s+(?P<slug>\S.*))?"
)
# Day, hour and minute, zone, month, year: `241015 GMT nov 26`.
_WRITTEN = re.compile(
    r"\b(\d{2})(\d{2})(\d{2})\s{0,5}([A-Za-zА-я]{1,5})?\s{1,9}([^\W\d_]{3,9})\.?\s{1,9}(\d{4}|\d{2})\b"
)
_END_OF_TEXT = re.compile(r"^[^\S\n]*+(?:NNNN|\+\+\+\+)[^\S\n]*+$", re.MULTILINE)
_BYLINE = re.compile(r"\s*(?:by|von|par|por|автор)\b[\s:]", re.IGNORECASE)
_LONGEST_BYLINE = 80  # characters
# Notes to editors about this take, in lines of their own: `(Forts.)`, `Utl.: New paragraph 3`.
_NOTE = re.compile(
    r"\s*+(?:\((?:schluss|forts|fortsetzung|zusammenfassung|wiederholung|berichtigung|neu|more|end|ends|конец|son)"
    r"\b[^()\n]{0,60}\)[^\n]{0,30}|(?:utl|eds|editors|hinweis|achtung|notizblock)\b\.?:[^\n]{0,200})\s*",
    re.IGNORECASE,
)
_CATEGORIES = {
    **{"pl": "politics", "p": "politics", "wi": "economy", "f": "economy", "sp": "sport", "s": "sport"},
    **{"ku": "culture", "e": "culture", "i": "world", "a": "domestic"},
}
_LONGEST_HEAD = 300  # characters
_MOST_HEAD_LINES = 8


@dataclass(frozen=True, slots=True)
class _Text:
    """A story's lines, told apart."""

    slug: str | None
    headline: str | None
    byline: str | None
    dateline: str | None
    body: str


def read_iptc7901(document: Document) -> Sequence[DocumentPart]:
    """Reads every story of a wire's file."""
    text = decoded(document.content, document.charset).replace("\r\n", "\n").replace("\r", "\n")
    stories = [story for story in text.split(_SOH) if story.strip("\x00\x04\x16\x7f \n")]
    return [_read(story, document) for story in stories] or [skipped("There is no text between SOH and ETX.")]


def _read(story: str, document: Document) -> DocumentPart:
    head, body, tail = _framed(story)
    header = _HEADER.match(_FRAME.sub("", head).strip())
    text = _split_text(body)
    written = _written(tail) or _written(head) or _written(body[-200:])
    source = header["source"].lower() if header else None
    slug = text.slug or (header["slug"] if header else None)
    article = ExtractedArticle(
        source_id=_identity(header, written, text),
        origins=(source,),
        headline=text.headline,
        label=slug,
        body=text.body,
        category=_CATEGORIES.get(header["category"].lower()) if header else None,
        tags=tuple(_keywords(text.slug)),
        published_at=written,
        byline=text.byline,
        dateline=text.dateline,
        urgency=int(header["priority"]) if header else None,
    )
    return draft_of(article, document, _PLACES)


def _framed(story: str) -> tuple[str, str, str]:
    """Header, text and what follows it; without control characters the first line is the header."""
    head, stx, rest = story.partition(_STX)
    if not stx:
        head, _, rest = story.lstrip("\x00\x16\x7f\n ").partition("\n")
        if head.strip() == "ZCZC":
            head, _, rest = rest.partition("\n")
    body, etx, tail = rest.partition(_ETX)
    if not etx:
        if end := _END_OF_TEXT.search(body):
            body, tail = body[: end.start()], body[end.end() :]
        body, closing = _without_closing(body)
        tail = f"{closing}\n{tail}"
    return head, _FRAME.sub("", body), _FRAME.sub("", tail)


def _without_closing(body: str) -> tuple[str, str]:
    """The text without its last line, where that is only when it was written."""
    rest, _, last = body.rstrip().rpartition("\n")
    return (rest, last) if _WRITTEN.fullmatch(last.strip()) else (body, "")


def _identity(header: re.Match[str] | None, written: datetime | None, text: _Text) -> str | None:
    """Numbers begin anew each day, so the day goes with them; without one, the headline does."""
    if header is None:
        return None
    name = f"{header['source'].lower()}{header['number']}"
    if written is not None:
        return f"{name}-{written:%Y%m%d}"
    derived = derived_id(text.headline or text.body[:200])
    return f"{name}-{derived[:12]}" if derived else name


def _written(text: str) -> datetime | None:
    written = _WRITTEN.search(text)
    if written is None:
        return None
    day, hour, minute, zone, month, year = written.groups()
    year = year if len(year) == 4 else f"20{year}"
    return instant(f"{day} {month} {year} {hour}:{minute} {zone or 'UTC'}") or instant(
        f"{day} {month} {year} {hour}:{minute}"
    )


def _split_text(body: str) -> _Text:
    """The lines above the story are keywords, a headline, who wrote it; long ones are text."""
    lines = [line for line in body.strip("\n=").split("\n") if not _NOTE.fullmatch(line)]
    head, rest = _parted(lines)
    titles = _titles(head)
    slug: str | None = None
    if titles and _is_slug(titles[0]):
        below = titles[1:]
        if not below:
            # Keywords stand alone, an empty line above the headline.
            further, after = _parted(rest)
            below = _titles(further) if after and not any(DATELINE.match(line) for line in further) else []
            if below:
                head, rest = [*head, *further], after
        if below:
            slug, titles = titles[0], below
    byline = next((line.strip(" =") for line in head if _BYLINE.match(line)), None)
    if byline is None and rest and _BYLINE.match(rest[0]) and len(rest[0]) < _LONGEST_BYLINE:
        byline, rest = rest[0].strip(" ="), rest[1:]
    text = "\n".join(rest)
    return _Text(
        slug=slug,
        headline=without_marks(" ".join(titles)) or None,
        byline=byline,
        dateline=place_in(text),
        body=by_indentation(text),
    )


def _parted(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """The first block of lines, and the lines from the next one on that has any."""
    head = list(_head_lines(lines))
    rest = list(lines[len(head) :])
    while rest and not rest[0].strip(" ="):
        rest.pop(0)
    return head, rest


def _titles(head: Sequence[str]) -> list[str]:
    """Its lines that are headlines or keywords, without marks of leads where there are others."""
    titles = [line.strip(" =") for line in head if line.strip(" =") and not _BYLINE.match(line)]
    return [title for title in titles if not is_mark(title)] or titles


def _head_lines(lines: Sequence[str]) -> Sequence[str]:
    """The lines before the first empty, indented or dated one; none where they cannot be a head."""
    count = 0
    while count < len(lines) and lines[count].strip(" =") and not lines[count].startswith(("  ", "\t")):
        if count and DATELINE.match(lines[count]):
            break
        count += 1
    head = lines[:count]
    if not any(line.strip() for line in lines[count:]):
        # Nothing parts them: the first line alone is the headline.
        head = lines[:1]
    return head if len(head) <= _MOST_HEAD_LINES and sum(map(len, head)) <= _LONGEST_HEAD else ()


def _is_slug(line: str) -> bool:
    """Keywords: parted by slashes or dashes without spaces, or in capitals."""
    return (
        line.endswith("/")
        or " " not in line.strip()
        or (line.isupper() and len(line) < 60)
        or line.count("/") > 1
    )


def _keywords(slug: str | None) -> Iterator[str]:
    if slug and "/" in slug:
        yield from slug.split("/")
