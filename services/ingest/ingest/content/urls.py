"""The one address of a page, however it was linked to.

So that the same page is known again and two pages never are taken for one.

Pure. The host's `www.`, the scheme and a path's last slash stay as they are: they may lead elsewhere. That
they hardly ever do is what `spellings` and `joined_form` are for.
"""

import hashlib
import re
from functools import cache
from importlib.resources import files
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit, urlunsplit

LONGEST = 2000  # characters, as everywhere an address is taken
_LONGEST_NAME = 512  # bytes, as a source_id
_HASH_LENGTH = 32
_WWW = "www."
_PORTS = {"http": 80, "https": 443}

# Names with meanings of their own: tracking only where they say so.
_ROUTE = re.compile(r"ref|from|source|src|mod|partner|emc|via|outputtype|output|spref")
_BY_ROUTE = re.compile(
    r"(rss|atom|feed|amp|newsletter|social|share|twitter|tw|facebook|fb|telegram|tg|vk|whatsapp|google|dzen|yandex)"
    r"([^a-z0-9].*)?"
)
_SESSION_IN_PATH = re.compile(r";jsessionid=[^/]*", re.IGNORECASE)
_AMP = re.compile(r"(?<=[^/])/amp/?$", re.IGNORECASE)
_UNSAFE = re.compile(r"[^!-~]|[\"<>\\^`{|}]")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_STRAY = re.compile(r"%(?![0-9A-Fa-f]{2})")
_WHITE = re.compile(r"[\t\r\n]")
_LABELS = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*")


def canonical_url(url: str, base: str | None = None) -> str | None:
    """The canonical form of an absolute or, with `base`, relative address; None where it is none of a page.

    Idempotent. Without tracking parameters, fragment, default port, credentials, dot segments; with a host
    in lower case, in ASCII, and escapes spelled in one way. A page for AMP is the page itself.
    """
    try:
        parts = urlsplit(urljoin(base or "", _WHITE.sub("", url.strip())))
        host = _host(parts)
    except ValueError:
        return None
    if host is None:
        return None
    path = _path(parts.path)
    # A fragment that begins with ! is a page of its own to the scripts that serve it.
    fragment = _escaped(parts.fragment) if parts.fragment.startswith("!") else ""
    canonical = urlunsplit((parts.scheme, host, path, _query(parts.query), fragment))
    return canonical if len(canonical) <= LONGEST else None


def joined_form(canonical: str) -> str:
    """The form that a canonical address shares with all its `spellings`."""
    return f"https://{_without_www(canonical.partition('://')[2])}"


def spellings(canonical: str) -> tuple[str, ...]:
    """A canonical address, and the same with the other scheme, with or without `www.`, or both."""
    rest = _without_www(canonical.partition("://")[2])
    hosts = (rest, f"{_WWW}{rest}") if "." in rest.partition("/")[0] else (rest,)
    every = (f"{scheme}://{host}" for scheme in ("https", "http") for host in hosts)
    return tuple(dict.fromkeys((canonical, *every)))


def _without_www(address: str) -> str:
    """An address without its scheme and `www.`, which may be part of a name: `www.com`."""
    shorter = address.removeprefix(_WWW)
    return shorter if "." in shorter.partition("/")[0] else address


def source_id_of(canonical: str) -> str:
    """A canonical address as a `source_id`: readable, cut with a hash where it is too long for one."""
    name = canonical.encode()
    if len(name) <= _LONGEST_NAME:
        return canonical
    digest = hashlib.sha256(name).hexdigest()[:_HASH_LENGTH]
    return f"{canonical[: _LONGEST_NAME - _HASH_LENGTH - 1]}#{digest}"


def _host(parts: SplitResult) -> str | None:
    """Host and port in lower case, None where the address is not one of the web. Raises ValueError."""
    if parts.scheme not in _PORTS or not parts.hostname:
        return None
    host = parts.hostname.rstrip(".")
    if ":" in host:  # IPv6
        host = f"[{host}]"
    else:
        host = host if host.isascii() else host.encode("idna").decode().lower()
        if not _LABELS.fullmatch(host):
            return None
    port = parts.port
    return host if port in (None, _PORTS[parts.scheme]) else f"{host}:{port}"


def _path(path: str) -> str:
    path = _AMP.sub("", _SESSION_IN_PATH.sub("", path))
    kept: list[str] = []
    segments = path.split("/")[1:] or [""]
    for segment in segments:
        if segment == "..":
            kept = kept[:-1]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return _escaped("/" + "/".join(kept))


def _query(query: str) -> str:
    return "&".join(_escaped(part) for part in query.split("&") if part and not _tracks(part))


def _tracks(parameter: str) -> bool:
    name, _, value = parameter.partition("=")
    name, value = unquote(name).lower(), unquote(value).lower()
    if _tracking().fullmatch(name):
        return True
    return _ROUTE.fullmatch(name) is not None and _BY_ROUTE.fullmatch(value) is not None


@cache
def _tracking() -> re.Pattern[str]:
    """The parameters of `tracking_parameters.txt`."""
    text = files("ingest.content").joinpath("tracking_parameters.txt").read_text("utf-8")
    names = [line for line in text.splitlines() if line and not line.startswith("#")]
    return re.compile("|".join(re.escape(name).replace(r"\*", ".*") for name in names))


def _escaped(text: str) -> str:
    """Escapes what an address cannot hold; what is escaped needlessly is not."""
    return _UNSAFE.sub(lambda unsafe: quote(unsafe[0]), _ESCAPE.sub(_spelled, _STRAY.sub("%25", text)))


def _spelled(escape: re.Match[str]) -> str:
    character = chr(int(escape[1], 16))
    return (
        character
        if character.isascii() and (character.isalnum() or character in "-._~")
        else escape[0].upper()
    )
