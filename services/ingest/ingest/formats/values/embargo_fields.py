"""Embargoes in fields that their format does not have, known by the field's name: senders make such fields.

Their texts are read strictly as any embargo; what is in none of them is no embargo.
"""

import re
from collections.abc import Iterable

_NAMED = "embargo"
# Words about an embargo, which may be left out where there is none; any other field is its date.
_WORDS = re.compile(r"text|note|comment|reason|type|message|info", re.IGNORECASE)


def is_embargo(name: str) -> bool:
    """Whether a field of that name is one: what is in all others need not be read for it."""
    return _NAMED in name.lower()


def embargo_in(fields: Iterable[tuple[str, object]]) -> str | None:
    """The text of the fields that are named so, None where none is; of several that differ, all of them.

    An empty date, or a value that is no text, is an embargo that nobody can read.
    """
    texts: dict[str, None] = {}
    for name, value in fields:
        if not is_embargo(name) or value is None or value is False:
            continue
        text = value.strip() if isinstance(value, str) else ""
        if text or _WORDS.search(name) is None:
            texts[text] = None
    texts = {text: None for text in texts if text} or texts
    return " / ".join(texts) if texts else None
