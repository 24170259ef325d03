"""Kinship of two texts: whether they share anything that two versions of one article would share. Pure.

Words are compared by their beginnings, since the languages here inflect, and only where they are long enough
to say something: a single one in common is enough.
"""

import re
from typing import Protocol

from ingest.content.html import sanitised, text_of
from newsroom.text.search_words import words_of

_SHORTEST = 4  # letters of a word that says something
_BEGINNING = 4  # letters that a word and its forms have in common
_READ = 2000  # characters of the text
_READ_HTML = 10_000
_SENTENCE = re.compile(r"[^.!?…\n]+")
_NAME = re.compile(r"(?<=[\w,;:] )[^\W\d_a-zа-яёəıöüğşç][\w’'-]{2,}")


class Text(Protocol):
    """As much of an article as is compared."""

    @property
    def headline(self) -> str: ...
    @property
    def lead(self) -> str | None: ...
    @property
    def body(self) -> str | None: ...
    @property
    def body_html(self) -> str | None: ...


def share_anything(one: Text, other: Text) -> bool:
    """Whether they have a headline's word, a name or the first sentence in common."""
    first, second = _text(one), _text(other)
    if _words(one.headline) & (_words(other.headline) | _words(second)):
        return True
    if _words(other.headline) & _words(first):
        return True
    if _names(first) & _names(second):
        return True
    return bool(first) and _first_sentence(first) == _first_sentence(second)


def _text(article: Text) -> str:
    html = sanitised(article.body_html[:_READ_HTML]) if article.body_html and not article.body else None
    body = article.body or (text_of(html) if html else None) or ""
    return f"{article.lead or ''}\n{body[:_READ]}".strip()[:_READ]


def _words(text: str) -> set[str]:
    # A number is as telling as a word, however short.
    return {word[:_BEGINNING] for word in words_of(text) if len(word) >= _SHORTEST or word.isdecimal()}


def _names(text: str) -> set[str]:
    """Words that begin with a capital within a sentence."""
    return _words(" ".join(_NAME.findall(text)))


def _first_sentence(text: str) -> str:
    match = _SENTENCE.search(text)
    return " ".join(match[0].casefold().split()) if match else ""
