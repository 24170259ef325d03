"""Addresses as strict readers want them: URIs, where senders may write any Unicode."""

import re
from urllib.parse import quote, urlsplit, urlunsplit

_ALLOWED = "!$&'()*+,;=:@/?~"
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


def ascii_uri(address: str) -> str:
    """The address with everything outside of RFC 3986 percent-encoded and the host in its ASCII form."""
    try:
        parts = urlsplit(address)
        host = _ascii_host(parts.netloc)
    except ValueError:  # brackets that hold no IPv6 address, labels that are too long
        return _encoded(address)
    rest = (_encoded(part) for part in (parts.path, parts.query, parts.fragment))
    return urlunsplit((parts.scheme, host, *rest))


def _ascii_host(netloc: str) -> str:
    if netloc.isascii():
        return netloc if netloc.startswith("[") else _encoded(netloc)
    user, at, place = netloc.rpartition("@")
    host, colon, port = place.partition(":")
    return f"{_encoded(user)}{at}{host.encode('idna').decode('ascii')}{colon}{port}"


def _encoded(text: str) -> str:
    return quote(_STRAY_PERCENT.sub("%25", text), safe=_ALLOWED + "%")
