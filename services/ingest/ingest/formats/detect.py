"""Detection of a document's format. Content is believed first: media types and names are often wrong."""

import json
import re
from pathlib import PurePath

from ingest.formats.document import Document
from ingest.formats.json.shapes import (
    first_object,
    foreign_name,
    is_ap_media,
    is_json_feed,
    is_ninjs,
    unwrapped,
)
from ingest.formats.media_types import BY_ENDING, BY_MEDIA_TYPE, Format
from ingest.formats.syntax.prolog import prolog_end
from ingest.formats.text.anpa1312 import is_anpa1312
from ingest.formats.text.press_release import is_press_release

_HEAD = 100_000  # bytes; a root element comes earlier, even behind comments and a DOCTYPE
_COMPLAINTS = 5000  # characters
_ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)")
_BY_ROOT = {
    **dict.fromkeys(
        ("newsitem", "packageitem", "newsmessage", "knowledgeitem", "conceptitem"), Format.NEWSML_G2
    ),
    **dict.fromkeys(("planningitem", "catalogitem"), Format.NEWSML_G2),
    "newsml": Format.NEWSML,
    "nitf": Format.NITF,
    "rbnews": Format.RITZAU,
    **dict.fromkeys(("rss", "rdf", "feed", "entry"), Format.FEED),
    **dict.fromkeys(("urlset", "sitemapindex"), Format.SITEMAP),
    **dict.fromkeys(("html", "head", "body", "article", "main", "section", "div", "p", "meta"), Format.PAGE),
}
_HTML = re.compile(r"<!doctype\s+html\b|<html\b", re.IGNORECASE)
_NITF_WITHIN = re.compile(r"<(?:[\w.-]+:)?nitf\b", re.IGNORECASE)
_MAIL_FIELD = re.compile(r"(?:From [^\n]*\n)?(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*)+\r?\n")
_MAIL_FIELDS = re.compile(
    r"^(?:from|to|subject|date|message-id|received|return-path|mime-version|delivered-to):", re.I | re.M
)
_WIRE_START = re.compile(
    r"[\x00\x16\x7f\s]*(?:\x01[^\x02]{5,300}\x02|ZCZC\b)|"
    r"[\x16\x7f\s]*(?:[A-Za-z]{1,4}\d{3,5} \d [a-z]{1,4} ?\d{0,5}\b|"
    # A category in capitals might be anything: the number of words and a slug go with it.
    r"[^\W\d_]{1,6}\d{3,6} \d [^\W\d_]{1,5} \d{2,5} \S[^\n]{0,60}\n)"
)


def recognise(document: Document) -> Format | None:
    """The format; None where neither content, media type nor file name tells one."""
    claimed = BY_MEDIA_TYPE.get(document.media_type or "")
    text = _head(document.content)
    detected = _by_content(text, document.content)
    if detected is not None:
        return _settled(detected, claimed)
    return claimed or _by_name(document.name)


def is_foreign_json(content: bytes) -> bool:
    """Whether JSON that was sent as our own is in another format, read here or not. Parses it all."""
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return False
    if is_json_feed(value) or is_ap_media(value) or foreign_name(value):
        return True
    first = first_object(unwrapped(value))
    return first is not None and is_ninjs(first)


def _settled(detected: Format, claimed: Format | None) -> Format:
    """JSON of unknown shape is what it was sent as; else what it holds decides."""
    return claimed if detected is Format.NATIVE and claimed in (Format.NINJS, Format.JSON_FEED) else detected


def _head(content: bytes) -> str:
    head = content[:_HEAD]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace")
    if head[:4] in (b"<\0?\0", b"<\0!\0") or head[1:2] == b"\0":
        return head.decode("utf-16-le", "replace")
    if head[:1] == b"\0" and head[1:2] not in (b"", b"\0", b"\x01", b"\x16"):
        return head.decode("utf-16-be", "replace")
    return head.decode("utf-8-sig", "replace").removeprefix("\ufeff")


def _by_content(head: str, content: bytes) -> Format | None:
    start = head.lstrip()
    declared = start.find("<?xml", 0, _COMPLAINTS)
    if declared > 0 and not start.startswith(("<!", "{", "[")):
        # A server's complaint stands before the document.
        start = start[declared:]
    if start.startswith("<"):
        return _markup_format(start)
    if start.startswith(("{", "[")):
        return _json_format(content) or Format.NATIVE
    return _plain_format(head, start)


def _plain_format(head: str, start: str) -> Format | None:
    if is_anpa1312(head):
        return Format.ANPA1312
    if _WIRE_START.match(head):
        return Format.IPTC7901
    if _is_mail(start.replace("\r\n", "\n")):
        return Format.MAIL
    if _HTML.search(head[:2000]):
        return Format.PAGE
    return Format.PRESS_RELEASE if is_press_release(head) else None


def _markup_format(start: str) -> Format | None:
    root = _ROOT.match(start, prolog_end(start))
    name = root.group(1).lower() if root else ""
    named = _BY_ROOT.get(name)
    if named is not None:
        return named
    if name == "publish" and "<ContentItem" in start:
        return Format.CANADIAN_PRESS
    if _NITF_WITHIN.search(start):
        return Format.NITF
    return Format.PAGE if _HTML.search(start[:5000]) else None


def _json_format(content: bytes) -> Format | None:
    """None where it is no JSON, or its shape tells nothing."""
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return None
    if is_json_feed(value):
        return Format.JSON_FEED
    if is_ap_media(value):
        return Format.AP_MEDIA
    first = first_object(unwrapped(value))
    if first is None:
        return None
    return Format.NINJS if is_ninjs(first) else Format.NATIVE


def _is_mail(start: str) -> bool:
    head = _MAIL_FIELD.match(start)
    return head is not None and len(_MAIL_FIELDS.findall(head.group())) > 1


def _by_name(name: str | None) -> Format | None:
    return BY_ENDING.get(PurePath(name).suffix.lower()) if name else None
