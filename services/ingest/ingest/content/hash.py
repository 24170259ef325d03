"""The identity of an article's content, compared as it was sent: before any default is filled in."""

import hashlib

from newsroom.events.articles import ArticleDraft

_HASH_LENGTH = 24  # 96 bits: contents of one article are compared with each other only
_NOT_CONTENT = {"version", "modified_at", "revert"}


def content_hash(draft: ArticleDraft) -> str:
    """Hexadecimal; a field that is absent, null or at its default counts as the same."""
    # The model's order of fields makes the text canonical; a field added later changes no earlier hash.
    text = draft.model_dump_json(exclude=_NOT_CONTENT, exclude_defaults=True)
    return hashlib.sha256(text.encode()).hexdigest()[:_HASH_LENGTH]
