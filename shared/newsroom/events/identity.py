"""Derived ids: whoever computes one gets the same, so that emission is idempotent."""

import base64
import hashlib
import re
from functools import lru_cache

ID_LENGTH = 26
ID_PATTERN = rf"^[a-z2-7]{{{ID_LENGTH}}}$"
SOURCE_PATTERN = r"^[a-z0-9.-]+$"
_ID = re.compile(ID_PATTERN)
_IDS_KEPT = 4096  # each reference to an article asks for its id


@lru_cache(maxsize=_IDS_KEPT)
def article_id(source: str, source_id: str) -> str:
    """The article's id: 26 characters of the lowercase base32 of SHA-256(source, NUL, source_id)."""
    digest = hashlib.sha256(f"{source}\0{source_id}".encode()).digest()
    return base64.b32encode(digest).decode("ascii").lower()[:ID_LENGTH]


def is_article_id(text: str) -> bool:
    """Whether the text has the form of an article's (and so of a story's) id."""
    return _ID.fullmatch(text) is not None


def event_id(subject: str, number: int) -> str:
    """The id of the event by which `subject` reached `number`: the same fact has the same id."""
    return f"{subject}.{number}"
