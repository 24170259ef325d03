"""Text as wires lay it out: marks of leads above the headline, datelines, paragraphs by indentation."""

import re

# What tells an editor which take this is, and a reader nothing.
_MARKS = (
    r"\s*(?:\*{2,5}|\(?(?:rpt|wrapup \d{1,2}|roundup(?: \d{1,2})?|(?-i:LEAD)(?=[:)])|(?<=\()official|повтор|"
    r"дополнение|исправление|urgent|extra|refile[ds]?|repeat(?:s|ing|ed)?|resend|advance|bulletin|flash|alert|newsalert|eilmeldung|"
    r"срочно|молния|təcili|correction|corrected|corrects|corr?|update \d{1,2}|"
    r"(?:\d{1,2}(?:st|nd|rd|th)|first|second|third|new|final|combined|zweite|dritte) "
    r"(?:lead|ld-writethru|ld|net|add|take|update|roundup|writethru|write-?through))\b\)?[\s:.,/–—-]{0,4})"
)
_MARK = re.compile(_MARKS, re.IGNORECASE)
_MARK_ALONE = re.compile(rf"(?:{_MARKS}){{1,4}}\s*", re.IGNORECASE)
# `BAKU, 24 November (ABC) -`, `Баку. 24 ноября. REPORT.AZ/`: where the story begins.
DATELINE = re.compile(
    r"\s*+(?P<place>[^\W\d_][^()\n]{0,60}?[^()\s])\s*+"
    r"(?:\([\w/. -]{2,30}\)|[./]\s*+[\w. -]{2,20}/)\s*+[-–—._]?"
)
_MOST_MARKS = 4


def is_mark(line: str) -> bool:
    """Whether a line holds marks of a lead and nothing else."""
    return _MARK_ALONE.fullmatch(line[:80]) is not None


def without_marks(headline: str | None) -> str | None:
    """The headline without marks before it, where they stand in capitals or are set apart."""
    rest = headline or ""
    for _ in range(_MOST_MARKS):
        mark = _MARK.match(rest)
        if mark is None or not (
            mark[0].strip(" :.,/–—-()").isupper() or mark[0].rstrip().endswith((":", "/", ")", "**"))
        ):
            break
        rest = rest[mark.end() :]
    return rest.strip() or headline


def place_in(text: str) -> str | None:
    """The place in the dateline that a text begins with."""
    dateline = DATELINE.match(text.lstrip()[:200])
    return dateline["place"].strip(" ,") if dateline else None


def by_indentation(text: str) -> str:
    """A line that is indented begins a paragraph."""
    return re.sub(r"\n(?=(?: {2,}|\t)\S)", "\n\n", text).strip("\n")
