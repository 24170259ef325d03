"""Layout of the page: the article's head, its text, and the list of latest news."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from newsroom.client.page_text.lines import (
    PageTextError,
    badges_of,
    clean,
    clock_of,
    dated,
    each_once,
    filled,
)
from newsroom.events.articles import MediaKind

# The limit of ArticleDraft.
_LONGEST_HEADLINE = 1000
# Beneath the time there may be a label or two before the headline.
_LABELS = 3
_LIST_BEGINS = frozenset({"latest news"})
_LIST_ENDS = frozenset({"all news feed", "all news"})


@dataclass(frozen=True, slots=True)
class Entry:
    """Entry of the list of latest news: time (the page's zone, no date), headline, category and badges."""

    clock: time
    headline: str
    category: str | None
    badges: tuple[MediaKind, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Parts of a page. `published` is in the page's zone; `text` is body, tags and variants."""

    headline: str
    category: str | None
    published: datetime
    badges: tuple[MediaKind, ...]
    text: tuple[str, ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class _Stamp:
    first: int
    last: int
    published: datetime


@dataclass(frozen=True, slots=True)
class _Head:
    headline: str
    category: str | None
    badges: tuple[MediaKind, ...]
    text_from: int


def read(text: str) -> Page:
    """The page's parts. Raises `PageTextError` where it has no date, no time or no headline."""
    lines = clean(text)
    stamp = _stamp(lines)
    list_at = _find(lines, _LIST_BEGINS, stamp.last + 1)
    list_end = _find(lines, _LIST_ENDS, stamp.last + 1)
    text_end = min(list_at, list_end)
    head = _head(lines, stamp, text_end)
    return Page(
        headline=head.headline,
        category=head.category,
        published=stamp.published,
        badges=head.badges,
        text=tuple(lines[head.text_from : text_end]),
        entries=_entries(lines[list_at + 1 : _find(lines, _LIST_ENDS, list_at)]),
    )


def _find(lines: Sequence[str], headings: frozenset[str], start: int) -> int:
    """The index of the first such heading from `start` on, or the number of lines."""
    matches = (index for index in range(start, len(lines)) if lines[index].lower().rstrip(":") in headings)
    return next(matches, len(lines))


def _stamp(lines: Sequence[str]) -> _Stamp:
    for index, line in enumerate(lines):
        if (stamp := dated(line)) is None:
            continue
        day, clock = stamp
        if clock is not None:
            return _Stamp(index, index, datetime.combine(day, clock))
        below = filled(lines, index + 1, len(lines))[:1]
        if not below or (clock := clock_of(lines[below[0]])) is None:
            raise PageTextError(f"no time such as “19:33” beneath the date on line {index + 1}")
        return _Stamp(index, below[0], datetime.combine(day, clock))
    raise PageTextError(f"no date such as “27 February, 2026” on any of the {len(lines)} lines")


def _head(lines: Sequence[str], stamp: _Stamp, end: int) -> _Head:
    """Head of the article: its headline is above the category and again beneath the time, or in one of both.

    The strip of trending topics is above both, mostly twice. Where nothing separates the headline from it,
    there is none: better no article than one with the headline "Ilham Aliyev WUF13".
    """
    above = [line for line in lines[: stamp.first] if line]
    below_strip = above[2:] if above[:1] == above[1:2] else above
    separable = below_strip != above or len(above) > 2
    at = _headline_below(lines, set(above), stamp.last, end)
    if at is not None:
        headline, labels, text_from = lines[at], lines[stamp.last + 1 : at], at + 1
    elif separable and len(below_strip) > 1:
        headline, labels, text_from = below_strip[-2], list[str](), stamp.last + 1
    else:
        raise PageTextError(f"no headline above the date on line {stamp.first + 1} or beneath the time")
    if len(headline) > _LONGEST_HEADLINE:
        raise PageTextError(f"no headline near line {text_from}, but {len(headline)} characters of text")
    category = next((line for line in below_strip[-1:] if line != headline), None)
    return _Head(headline, category, each_once(b for label in labels for b in badges_of(label)), text_from)


def _headline_below(lines: Sequence[str], above: set[str], time_at: int, end: int) -> int | None:
    candidates = filled(lines, time_at + 1, end)[:_LABELS]
    repeated = next((index for index in candidates if lines[index] in above), None)
    if repeated is not None:
        return repeated
    unlabelled = [index for index in candidates if not badges_of(lines[index])]
    adjoining = unlabelled and all(lines[time_at + 1 : unlabelled[0] + 1])
    return unlabelled[0] if adjoining and not lines[unlabelled[0]].endswith(".") else None


def _entries(lines: Sequence[str]) -> tuple[Entry, ...]:
    """The list's entries, newest first. A time without a headline beneath it is no entry."""
    written = [line for line in lines if line]
    starts = [index for index, line in enumerate(written) if clock_of(line) is not None]
    ends = [*starts, len(written)][1:]
    candidates = (_entry(written[start:end]) for start, end in zip(starts, ends, strict=True))
    return tuple(entry for entry in candidates if entry is not None)


def _entry(lines: Sequence[str]) -> Entry | None:
    clock = clock_of(lines[0])
    rest = [line for line in lines[1:] if not badges_of(line)]
    if len(rest) > 2 and len(rest[0].split()) <= 2:
        rest = rest[1:]  # a badge that is not a medium, such as "Exclusive"
    if clock is None or not rest or len(rest[0]) > _LONGEST_HEADLINE:
        return None
    badges = each_once(badge for line in lines[1:] for badge in badges_of(line))
    return Entry(clock, rest[0], rest[1] if len(rest) > 1 else None, badges)
