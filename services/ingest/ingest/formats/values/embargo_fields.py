"""Embargoes and withdrawals in fields that their format does not have, known by the field's name.

Senders make such fields. Their texts are read strictly as any embargo; what is in none of them is no embargo.
"""

import re
from collections.abc import Iterable

from ingest.formats.document import Doubt, DoubtKind
from ingest.formats.syntax.json_node import Node
from ingest.formats.values.instants import instant

_NAMED = "embargo"
# Fields of other standards and systems that say from when on an article may be seen.
_SCHEDULES = frozenset({"available", "availablefrom", "publishschedule", "publishat", "publishfrom"})
_NO_LETTER = re.compile(r"[\W_]+")
# Flags by which systems take an article back, or keep it to themselves.
_TAKEN_BACK = frozenset({"withdrawn", "killed", "deleted", "retracted", "recalled", "canceled", "cancelled"})
_SHOWN = frozenset({"published", "publishable", "visible"})
_NO = frozenset({"false", "no", "0", "off", "none", "null"})
# Words about an embargo, which may be left out where there is none; any other field is its date.
_WORDS = re.compile(r"text|note|comment|reason|type|message|info", re.IGNORECASE)


def is_embargo(name: str) -> bool:
    """Whether a field of that name is one: what is in all others need not be read for it."""
    name = name.lower()
    return _NAMED in name or _NO_LETTER.sub("", name) in _SCHEDULES


def is_nested_embargo(name: str) -> bool:
    """Whether a field within another one is an embargo: the names of schedules mean too much there."""
    return _NAMED in name.lower()


def embargoes_in(fields: Iterable[tuple[str, object]]) -> tuple[str, ...]:
    """The texts of the fields that are named so, each once.

    An empty date, or a value that is no text, is an embargo that nobody can read.
    """
    texts: dict[str, None] = {}
    for name, value in fields:
        if not is_embargo(name) or value is None or value is False:
            continue
        text = value.strip() if isinstance(value, str) else ""
        if _NAMED not in name.lower() and instant(text) is None:
            continue  # of what is in a shop, perhaps
        if text or _WORDS.search(name) is None:
            texts[text] = None
    return tuple(text for text in texts if text) or tuple(texts)


def embargoes_of(node: Node, *own: str) -> tuple[str, ...]:
    """Those of an object of JSON: its format's `own`, and what is named so, however deep."""
    named = ((name, value) for name, value in node.members() if name.lower() not in own)
    nested = ((name, value) for name, value in node.members_within() if is_nested_embargo(name))
    return (*(text for name in own for text in _own(node, name)), *embargoes_in((*named, *nested)))


def _own(node: Node, name: str) -> tuple[str, ...]:
    """None where it is null; an empty one is not none, nor is one that is no text."""
    return () if node.raw(name) is None else node.texts(name) or ("",)


def doubts_of_flags(fields: Iterable[tuple[str, object]]) -> tuple[Doubt, ...]:
    """Doubts for the flags by which a sender's system takes the article back, or has not shown it."""
    return tuple(
        Doubt(DoubtKind.KILL, "status", f"{name!r} is {str(value)[:40]!r}")
        for name, value in fields
        if _is_against(_NO_LETTER.sub("", name.lower()).removeprefix("is"), value)
    )


def _is_against(name: str, value: object) -> bool:
    if name in _SHOWN:
        return value is False or (isinstance(value, str) and value.strip().lower() in _NO)
    is_set = bool(value) and not (isinstance(value, str) and value.strip().lower() in {"", *_NO})
    return name in _TAKEN_BACK and is_set
