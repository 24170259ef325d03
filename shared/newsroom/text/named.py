"""Names of articles in a text: ids, names at their source and addresses, as notices give them."""

import re

_TOKEN = re.compile(r"[^\s\"'«»“”„<>()\[\]{},;|]+")
_END = ".:!?…"
_SHORTEST = 6  # characters; a shorter number is an amount or a year
_MOST = 100
_SCHEME = re.compile(r"^https?://(?:www\.)?", re.IGNORECASE)


def names_in(text: str) -> tuple[str, ...]:
    """What may name an article, in the order of the text: at most 100, each with a digit or a mark."""
    tokens = (token.strip(_END) for token in _TOKEN.findall(text))
    return tuple(dict.fromkeys(token for token in tokens if _may_name(token)))[:_MOST]


def bare_address(url: str) -> str:
    """An address as it is compared: without scheme, `www.`, query, fragment and last slash."""
    return _SCHEME.sub("", url).split("#")[0].split("?")[0].rstrip("/").casefold()


def is_address(name: str) -> bool:
    return _SCHEME.match(name) is not None


def _may_name(token: str) -> bool:
    return len(token) >= _SHORTEST and any(not char.isalpha() for char in token)
