"""Examination of every article that was read: may it go out, or must a person look first?

Dates that cannot be meant lie before there were feeds, or too far ahead for a wrong clock. Headlines that are
no text are templates that were not filled in, files, placeholders, characters that were lost.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from ingest.formats.document import DocumentPart, Doubt, Doubted, DoubtKind, Unreadable, Withdrawal
from ingest.formats.doubts.notices import Place, notices_in
from ingest.formats.doubts.terms import doubts_of_terms
from newsroom.events.articles import ArticleDraft
from newsroom.events.envelope import rfc3339
from newsroom.events.holds import Cause

_BEGINNING = 1500  # characters of a text in which its first lines are looked for
_MOST_FIRST_LINES = 5
_LONGEST_LABEL = 60  # characters
_TAG = re.compile(r"<[^<>]{0,400}>")
_AHEAD = timedelta(hours=24)
_FIRST = datetime(1990, 1, 1, tzinfo=UTC)
_TEMPLATE = re.compile(
    r"\{\{(?:(?!\{\{|\}\}).)*+\}\}|\{%(?:(?!\{%|%\}).)*+%\}|<%(?:(?!<%|%>).)*+%>|\$\{[^{}]++\}|"
    r"(?<!%)%%\w++%%|\[\[\w++\]\]|<\?(?:php|=)|"
    r"^\{[A-Za-z_.]{2,40}\}$|^%[A-Za-z_]{2,40}%$|^#[A-Z_]{3,40}#$|^\{\{|\}\}$|^\$[A-Za-z_]{3,40}$|"
    r"^__[A-Za-z]{2,40}__$|^\[(?:headline|title|subject|text|name|başlıq|заголовок)\]$|^\s*\{\s*\"\w+\"\s*:|"
    r"^(?:function\s*\w*\(|(?i:<!doctype\b)|</?[a-z]\w*>$)"
)
_BINARY = re.compile(
    r"^(?:%PDF-|.?PNG\s|GIF8[79]a|\{\\rtf|data:\w+/|"
    # What is left of a zip's and a JPEG's first bytes without their control characters.
    r"PK(?:\W{0,9}$|.{0,30}(?:mimetype|\[Content|_rels/|docProps/|META-INF/|(?:word|xl|ppt)/))|"
    r"(?:ÿØÿ|яШя).{0,12}$|\W{0,6}J(?:FIF|Fif)\b)"
)
# Those that no text has in it, however it was broken into lines.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")
_CONTROLS = 2
_ENDS = "\0 \t\r\n"  # a field of fixed length is filled up with them
_ENCODED = re.compile(
    r"^(?:(?:(?i:base64)\W{1,3})?[A-Za-z0-9+/]{60,}={0,2}|[0-9a-fA-F]{32,}|=\?[\w-]{2,20}\?[BbQq]\?\S*)$"
)
_PLACEHOLDER = re.compile(
    r"^\W?(?:undefined|null|none|nan|n/?a|\[object object\]|no (?:title|subject)|untitled(?: document)?|"
    r"lorem ipsum.*|(?:test|todo|tbd|xxx+|headline|title|subject)(?: (?:goes )?here)?|"
    # What systems call an article before its author does.
    r"auto(?:matic)? draft|hello world|(?:new|test) (?:post|article|story|page|item)|loading(?:\.{2,3}|…)?|"
    r"(?:copy of ){1,5}(?:draft|untitled|document).{0,20}|document ?\d{0,3}|"
    r"(?:(?:headline|hed|title|slug) )?(?:tk){1,3}|test(?: test){1,5}|"  # `to come`, in the trade's spelling
    r"без (?:темы|названия|заголовка)|нет темы|тест(?:овая (?:новость|запись))?|новая запись|заголовок|"
    r"черновик|привет,? мир|adsız|başlıqsız|mövzusuz|mövzu yoxdur|sınaq|başlıq|yeni yazı|qaralama)"
    r"(?:\.{3}|\W)?$",
    re.IGNORECASE,
)
# The names of a headline's slot, and what a form asks for, where nobody filled it in.
_SLOT = re.compile(
    r"^\W{0,3}(?:"
    r"(?:(?:insert|enter|type|add|write|put|your|the|main|news|story|article|page|sample|dummy|test) ){1,4}"
    r"(?:headline|title)(?: text)?(?: (?:goes )?here)?|"
    r"(?:headline|title) (?:text|to come|of the (?:article|story|news))|"
    r"(?:headline|title|text) (?:(?:goes|comes|will go) )?here|"
    r"(?:тестовый )?(?:заголовок|название) "
    r"(?:новости|статьи|материала|сообщения|публикации|страницы|здесь|тут)|"
    r"тестовый заголовок|тестов(?:ая статья|ое сообщение)|текст (?:новости|заголовка|статьи)|"
    r"(?:введите|вставьте|напишите|укажите|добавьте) (?:сюда |здесь )?(?:заголовок|название)"
    r"(?: (?:новости|статьи|материала|здесь|сюда))?|"
    r"(?:здесь|тут|сюда) (?:(?:будет|должен быть|вставить|нужен) )?(?:заголовок|название)"
    r"(?: (?:новости|статьи))?|"
    r"(?:xəbərin|məqalənin|yazının|materialın|xəbər|məqalə|yazı) (?:başlığı|adı)(?: bura(?:ya|da)?)?|"
    r"xəbər(?:in)? mətni|(?:test|sınaq) (?:başlığı|xəbəri|başlıq|xəbər)|"
    r"başlı(?:q|ğı) (?:bura(?:ya|da)? ?)?(?:yazın|daxil edin|əlavə edin|yazılacaq|gələcək)|"
    r"başlıq bura(?:ya|da)?|"
    r"bura(?:ya|da)? başlı(?:q|ğı)(?: (?:yazın|yazılacaq|gələcək|gəlir|daxil edin))?"
    r")(?:\.{3}|\W){0,2}$",
    re.IGNORECASE,
)
_FILE = re.compile(
    r"^(?:https?://\S+|"
    r"[\w() -]{1,80}\.(?:jpe?g|png|gif|webp|svg|pdf|docx?|xlsx?|html?|txt|mp[34]|zip))$",
    re.IGNORECASE,
)
# UTF-8 that was read as a code page of the West: a letter of Cyrillic or an accented one is a pair of these.
_GARBLED = re.compile("[ÐÑÃÂ][\u0080-\u00bf\u0152-\u0178\u02c6\u02dc\u2013-\u203a\u20ac\u2122]")
_LOST = "\ufffd"
_ASKED = 6  # question marks where there is no letter
_FEW = 2  # lost characters that a headline may have
_GARBLED_LEAST = 4


_DEBRIS = (
    (_BINARY, "is the beginning of a file"),
    (_ENCODED, "is encoded"),
    (_FILE, "is a file's name or an address"),
    (_PLACEHOLDER, "holds the place of one"),
    (_SLOT, "holds the place of one"),
)


# The language of an article that is certainly in none of the newsroom's.
Foreign = Callable[[ArticleDraft], str | None]


def examined(part: DocumentPart, now: datetime, foreign: Foreign) -> DocumentPart:
    """The part, doubted where it must be; a withdrawal that is certain is never. Some 30 microseconds."""
    match part:
        case Withdrawal() | Unreadable():
            return part
        case Doubted(draft, doubts):
            return examined_draft(draft, doubts, now, foreign)
        case ArticleDraft() as draft:
            return examined_draft(draft, (), now, foreign)


def examined_draft(
    draft: ArticleDraft, doubts: Sequence[Doubt], now: datetime, foreign: Foreign
) -> ArticleDraft | Doubted:
    """The draft, with the `doubts` of its adapter and those that it raises itself."""
    own = tuple(
        doubt
        for doubt in dict.fromkeys((*doubts, *_doubts(draft, now, foreign)))
        if not _is_over(doubt, draft, now)
    )
    return Doubted(draft, own) if own else draft


def _doubts(draft: ArticleDraft, now: datetime, foreign: Foreign) -> Iterator[Doubt]:
    if not is_scheduled(draft) and (doubt := doubt_of_date(draft.published_at, now)):
        yield doubt
    if doubt := doubt_of_headline(draft.headline):
        yield doubt
    if language := foreign(draft):
        reason = f"its text is in {language}, which is none of the newsroom's"
        yield Doubt(DoubtKind.LANGUAGE, "language", reason, cause=language)
    places = (
        (Place.HEADLINE, draft.headline),
        (Place.FIRST_LINE, draft.lead),
        *((Place.FIRST_LINE, line) for line in _first_lines(draft)),
        (Place.NOTE, draft.correction),
    )
    for notice in notices_in(places):
        yield notice.doubt_of(draft.source_id)
    yield from doubts_of_terms(draft.source_id, draft.rights)


def is_scheduled(draft: ArticleDraft) -> bool:
    """Whether its date lies ahead for a reason: it is under an embargo until then."""
    embargo, date = draft.embargo_until, draft.published_at
    return embargo is not None and date is not None and date <= embargo


def _is_over(doubt: Doubt, draft: ArticleDraft, now: datetime) -> bool:
    """Whether it can do no harm any more, or the document answers it itself."""
    if doubt.over_at is not None and doubt.over_at <= now:
        return True
    return doubt.kind is DoubtKind.EMBARGO and draft.embargo_until is not None


def _first_lines(draft: ArticleDraft) -> Sequence[str]:
    """The first line of the text, without tags; after a label or a salutation the lines that follow, too."""
    text = (draft.body or "")[:_BEGINNING] or _TAG.sub("\n", (draft.body_html or "")[:_BEGINNING])
    lines: list[str] = []
    for line in text.split("\n"):
        if stripped := line.strip():
            lines.append(stripped)
            if len(lines) == _MOST_FIRST_LINES or not _is_label(stripped, draft.headline):
                break
    return lines


def _is_label(line: str, headline: str) -> bool:
    """Whether a line comes before the text, such as `PRESS RELEASE`, a date, `Dear editors,`."""
    return line == headline or (len(line) <= _LONGEST_LABEL and not line.endswith((".", "?", "…")))


def doubt_of_date(published_at: datetime | None, now: datetime) -> Doubt | None:
    """The doubt, for a day's look at it at the most: once its date has come, nothing is wrong with it."""
    if published_at is None or _FIRST <= published_at <= now + _AHEAD:
        return None
    is_ahead = published_at > now
    how = "more than a day ahead" if is_ahead else "before 1990"
    return Doubt(
        DoubtKind.DATE,
        "published_at",
        f"its date, {published_at:%Y-%m-%d %H:%M} UTC, is {how}",
        published_at if is_ahead else None,
        Cause.AHEAD if is_ahead else Cause.PAST,
        rfc3339(published_at),
    )


def believed(moment: datetime | None, now: datetime) -> datetime | None:
    """None where it lies ahead: it would stay on top, and make every later version stale."""
    return None if moment is not None and moment > now else moment


def doubt_of_headline(headline: str) -> Doubt | None:
    """The doubt whether a headline is one."""
    if why := _debris(headline):
        return Doubt(DoubtKind.HEADLINE, "headline", f"the headline {headline[:100]!r} {why}")
    return None


def doubt_of_controls(written: str | None) -> Doubt | None:
    """The doubt whether a headline, as it was sent, is text; one stray sign in it is but a slip."""
    written = (written or "").strip(_ENDS)
    controls = _CONTROL.findall(written)
    if len(controls) < _CONTROLS and "\0" not in controls:
        return None
    why = "has control characters in it"
    return Doubt(DoubtKind.HEADLINE, "headline", f"the headline {written[:100]!r} {why}")


def _debris(headline: str) -> str | None:
    if any(sign in headline for sign in "{}[%#<$_(") and _TEMPLATE.search(headline):
        return "is a template that was not filled in"
    for form, what in _DEBRIS:
        if form.match(headline):
            return what
    return "has lost its characters" if _is_lost(headline) else None


def _is_lost(headline: str) -> bool:
    """Whether a code page lacked its letters, or another one was taken for its own."""
    is_asked = headline.count("?") >= _ASKED and not any(map(str.isalnum, headline))
    return (
        is_asked
        or headline.count(_LOST) > _FEW
        or (any(sign in headline for sign in "ÐÑÃÂ") and len(_GARBLED.findall(headline)) >= _GARBLED_LEAST)
    )
