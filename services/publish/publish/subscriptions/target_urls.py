"""Addresses that web hooks may be sent to, as far as it shows before their host is looked up."""

from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

import httpx

from newsroom.http.fetch_guard import Guard


def host_of(url: str) -> str:
    """The host that an address is counted under."""
    return (urlsplit(url).hostname or "").rstrip(".").lower()


class TargetCheck(Protocol):
    """Check of an address; returns the reason why it is refused."""

    def refusal(self, url: str) -> str | None: ...


@dataclass(frozen=True, slots=True)
class GuardedTargets:
    """Addresses of the open internet, and the guard's exceptions. Each attempt checks the host again."""

    guard: Guard

    def refusal(self, url: str) -> str | None:
        try:
            target = httpx.URL(url)
        except httpx.InvalidURL as error:
            return f"it is no address: {error}"
        return self.guard.refusal(target)
