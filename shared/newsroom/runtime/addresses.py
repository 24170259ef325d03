"""Addresses of the stores as an operator writes them: what is wrong with one, and how it is shown."""

import re
from urllib.parse import urlsplit

_REDIS_SCHEME = re.compile(r"rediss?(\+[a-z]+)?|unix")
_MONGO_SCHEME = re.compile(r"mongodb(\+srv)?")
_PASSWORD = re.compile(r"(?<=://)([^/@\s]*?):[^/\s]*@")
REDIS_EXAMPLE = "redis://127.0.0.1:6379/0"
MONGO_EXAMPLE = "mongodb://127.0.0.1:27017/newsroom"


def redis_address(url: str) -> str:
    """The address itself. Raises ValueError, with the cure, for one that is no Redis'."""
    return _checked(url, _REDIS_SCHEME, REDIS_EXAMPLE)


def mongo_address(url: str) -> str:
    """The address itself. Raises ValueError, with the cure, for one that is no MongoDB's."""
    return _checked(url, _MONGO_SCHEME, MONGO_EXAMPLE)


def shown(text: str) -> str:
    """The text with `…` in the place of every password of an address."""
    return _PASSWORD.sub(r"\1:…@", text)


def _checked(url: str, schemes: re.Pattern[str], example: str) -> str:
    scheme, separator, rest = url.strip().partition("://")
    usual = example.partition("://")[0]
    if not separator:
        raise ValueError(f"{shown(url)!r} lacks its scheme: write {usual}://{url.strip() or '…'}")
    if schemes.fullmatch(scheme) is None:
        raise ValueError(f"{shown(url)!r} is no address of this store: it begins with {usual}://")
    if not rest:
        raise ValueError(f"{shown(url)!r} names no server: write {example}")
    if "," not in rest:  # urlsplit knows one host
        try:
            _ = urlsplit(url).port
        except ValueError as error:
            raise ValueError(f"{shown(url)!r} has no valid port: write {example}") from error
    return url
