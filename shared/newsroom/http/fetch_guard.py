"""The guard against server-side request forgery: public addresses alone, and those named by configuration."""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Protocol

Address = IPv4Address | IPv6Address
SCHEMES = frozenset({"http", "https"})

# IANA's special-purpose registry, multicast, and what clouds serve their machines' secrets from.
_CLOSED_IPV4 = tuple(
    map(
        IPv4Network,
        (
            *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32"),
            *("169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24"),
            *("192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3"),
        ),
    )
)
# Of IPv6 only global unicast is open; these parts of it are not.
_GLOBAL_IPV6 = IPv6Network("2000::/3")
_CLOSED_IPV6 = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "3fff::/20")))
_NAT64 = IPv6Network("64:ff9b::/96")


def is_public(address: Address) -> bool:
    """Whether it is an address of the open internet, also through what IPv6 wraps around IPv4."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _CLOSED_IPV4)
    wrapped = address.ipv4_mapped or address.sixtofour or _translated(address)
    if wrapped is not None:
        return is_public(wrapped)
    return address in _GLOBAL_IPV6 and not any(address in network for network in _CLOSED_IPV6)


def _translated(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that a NAT64 would reach."""
    return IPv4Address(int(address) & 0xFFFF_FFFF) if address in _NAT64 else None


def literal(host: str) -> Address | None:
    """The address that a host's name is, None where it is a name."""
    try:
        return ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return None


def canonical_host(host: str) -> str:
    """A host's name as it is compared."""
    return host.strip("[]").rstrip(".").lower()


class Target(Protocol):
    """URL as yarl and httpx parse it. `host` is None or empty where it names none."""

    @property
    def scheme(self) -> str: ...
    @property
    def host(self) -> str | None: ...
    @property
    def port(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Guard:
    """Decides which hosts may be asked.

    `allowed` are hosts that may be private: `name`, or `name:port` for one port alone; `networks` are open
    like the internet. `cure` ends the sentence of a refusal.
    """

    allowed: frozenset[str] = frozenset()
    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    cure: str = "name it in allow_hosts if it may be fetched from"

    @classmethod
    def parse(cls, exceptions: Iterable[str], cure: str) -> "Guard":
        """A guard with exceptions as they are configured: hosts, addresses and networks (`10.0.0.0/8`).

        Raises ValueError for a network that is none.
        """
        given = [text.strip() for text in exceptions if text.strip()]
        networks = tuple(ip_network(text) for text in given if "/" in text)
        hosts = frozenset(canonical_host(text) for text in given if "/" not in text)
        return cls(hosts, networks, cure)

    def allows_by_name(self, host: str, port: int | None) -> bool:
        """Whether the configuration vouches for the host, wherever it leads."""
        name = canonical_host(host)
        return name in self.allowed or f"{name}:{port}" in self.allowed

    def refusal(self, url: Target) -> str | None:
        """The reason why a URL may not be asked at all, as far as it shows without a look-up of its host."""
        if url.scheme not in SCHEMES:
            return f"only http and https are fetched, not {url.scheme or 'a bare path'}"
        if not url.host:
            return "the address names no host"
        address = literal(url.host)
        if address is None or self.allows_by_name(url.host, url.port) or self._is_open(address):
            return None
        return self.closed(url.host)

    def open_ones(self, host: str, port: int, addresses: Iterable[str]) -> list[str]:
        """The addresses of a host that may be asked."""
        if self.allows_by_name(host, port):
            return list(addresses)
        return [
            text for text in addresses if (address := literal(text)) is not None and self._is_open(address)
        ]

    def closed(self, host: str) -> str:
        """The sentence for a host that is not on the open internet."""
        return f"{host} is not on the open internet: {self.cure}"

    def _is_open(self, address: Address) -> bool:
        return is_public(address) or any(
            address.version == network.version and address in network for network in self.networks
        )
