"""Credentials of a source: headers that are sent to its configured origin alone. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from aiohttp import encode_basic_auth
from yarl import URL


@dataclass(frozen=True, slots=True)
class Credentials:
    """Headers that only `origin` may see: a redirect elsewhere goes without them."""

    origin: URL | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])

    @classmethod
    def of(cls, url: str, headers: Mapping[str, str]) -> "Credentials":
        """The credentials of a configured address; a user and password in it become a header."""
        target = URL(url)
        if target.user is None:
            return cls(target.origin(), dict(headers))
        basic = {"Authorization": encode_basic_auth(target.user, target.password or "")}
        return cls(target.origin(), {**basic, **headers})

    def for_url(self, url: URL) -> Mapping[str, str]:
        return self.headers if self.origin is not None and url.origin() == self.origin else {}


NOBODYS = Credentials()


def without_user(url: URL) -> URL:
    """The address without user, password and fragment: what is asked for and remembered."""
    return (url if url.user is None else url.with_user(None)).with_fragment(None)
