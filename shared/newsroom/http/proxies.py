"""Proxies that are trusted to name who comes through them (`X-Forwarded-For`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from newsroom.http.asgi import Headers, Scope

_LONGEST_CHAIN = 20  # addresses


@dataclass(frozen=True, slots=True)
class TrustedProxies:
    """The proxies by networks; `everybody` trusts whoever connects, as where only a proxy can."""

    networks: Sequence[IPv4Network | IPv6Network] = ()
    everybody: bool = False

    @classmethod
    def parse(cls, text: str) -> "TrustedProxies":
        """Addresses and networks by comma, or `*`. Raises ValueError."""
        parts = [part.strip() for part in text.split(",") if part.strip()]
        return cls(tuple(ip_network(part, strict=False) for part in parts if part != "*"), "*" in parts)

    def include(self, host: str) -> bool:
        """Whether a peer is one of them; one without an address, as over a Unix socket, is."""
        if self.everybody or not host:
            return True
        try:
            address = ip_address(host)
        except ValueError:
            return False
        return any(address in network for network in self.networks)

    def client(self, scope: Scope) -> str:
        """The address that a request comes from, empty where a proxy does not say.

        The last of the chain that is no proxy: what stands before it, anybody may have written.
        """
        peer = (scope.get("client") or ("", 0))[0]
        if not self.include(peer):
            return str(peer)
        chain = _forwarded_for(scope["headers"])[-_LONGEST_CHAIN:]
        if self.everybody:
            return chain[-1] if chain else ""
        return next((address for address in reversed(chain) if not self.include(address)), "")


def _forwarded_for(headers: Headers) -> list[str]:
    values = [value.decode("latin-1") for name, value in headers if name == b"x-forwarded-for"]
    return [address.strip() for value in values for address in value.split(",") if address.strip()]
