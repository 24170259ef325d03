"""Subjects of a trace, by what an operator has at hand: an id, a name at a source, an event, an address."""

import re
from urllib.parse import urlsplit

from newsroom.events.identity import ID_LENGTH, SOURCE_PATTERN, article_id, is_article_id

_SOURCE = re.compile(SOURCE_PATTERN)
_EVENT = re.compile(rf"([a-z2-7]{{{ID_LENGTH}}})\.[a-z0-9.-]+")


class UnknownSubjectError(ValueError):
    """Text that names no article, story or event."""


def subject_of(text: str) -> str:
    """The id that a text stands for. Raises UnknownSubjectError.

    Takes an id, an event's id (`<id>.<number>`), `source:source_id`, and the address of a page or of a call.
    """
    text = text.strip()
    if is_article_id(text):
        return text
    if event := _EVENT.fullmatch(text):
        return event[1]
    if text.startswith(("http://", "https://")):
        return _of_address(text)
    source, separator, source_id = text.partition(":")
    if separator and source_id and _SOURCE.fullmatch(source):
        return article_id(source, source_id)
    raise UnknownSubjectError(
        f"{text!r} is no id, no source:source_id, no event's id and no address of an article"
    )


def _of_address(text: str) -> str:
    for part in reversed(urlsplit(text).path.split("/")):
        if is_article_id(part[-ID_LENGTH:]):
            return part[-ID_LENGTH:]
    raise UnknownSubjectError(
        f"{text} has no article's id in it: for another site's address say source:address"
    )
