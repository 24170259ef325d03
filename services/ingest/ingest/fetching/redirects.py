"""The trail of redirects, and the part of it that is remembered. Pure."""

from dataclasses import dataclass, replace
from http import HTTPStatus

from yarl import URL

from ingest.fetching.credentials import without_user

_PERMANENT = frozenset({HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT})
REDIRECTS = _PERMANENT | {HTTPStatus.FOUND, HTTPStatus.SEE_OTHER, HTTPStatus.TEMPORARY_REDIRECT}


@dataclass(frozen=True, slots=True)
class Trail:
    """The way from the first address. `moved_to` is how far it led by permanent redirects alone."""

    url: URL
    moved_to: URL | None = None
    hops: int = 0
    lasting: bool = True

    def follow(self, status: int, location: str | None) -> "Trail | None":
        """One hop on; None where the redirect names no address."""
        if not location:
            return None
        try:
            url = without_user(self.url.join(URL(location.strip())))
        except ValueError:
            return None
        lasting = self.lasting and status in _PERMANENT
        return replace(
            self, url=url, moved_to=url if lasting else self.moved_to, hops=self.hops + 1, lasting=lasting
        )

    @property
    def new_home(self) -> str | None:
        return None if self.moved_to is None else str(self.moved_to)
