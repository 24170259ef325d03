"""Placement: whether a name is written as that of a place, by its ending and the words beside it."""

import re

_BEFORE = {
    "en": frozenset(["in", "at", "near", "from", "hits", "outside", "hit", "hitting"]),
    "ru": frozenset(["в", "во", "из", "под", "близ", "возле"]),
}
_ENDING = {"az": re.compile(r"(?<=...)(?:da|də|dan|dən)$")}
_AFTER = {
    "en": re.compile(r"(?:district|village|city|region|province|town|settlement|checkpoint)s?$"),
    "az": re.compile(r"(?:rayon|kənd|şəhər|qəsəbə|vilayət|əyalət)"),
    "ru": re.compile(r"(?:район|сел[оае]|город|посел|област|провинци)"),
}


def is_placed(before: str, name: str, after: str, language: str) -> bool:
    """True of a lowercase name that stands where a place does."""
    ending, following = _ENDING.get(language), _AFTER.get(language)
    return (
        before in _BEFORE.get(language, frozenset())
        or bool(ending and ending.search(name))
        or bool(following and following.match(after))
    )
