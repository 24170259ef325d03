from ipaddress import IPv4Address, IPv6Address, IPv6Network

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from newsroom.http.fetch_guard import Guard, is_public, literal

CLOSED = [
    *("127.0.0.1", "127.255.1.2", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1"),
    *("169.254.169.254", "100.64.0.1", "100.100.100.200", "168.63.129.16", "0.0.0.0", "255.255.255.255"),
    *("224.0.0.1", "239.1.1.1", "240.0.0.1", "198.18.0.1", "192.0.2.1", "::", "::1", "fe80::1", "fc00::1"),
    *("fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"),
    *("64:ff9b:1::1", "::127.0.0.1", "2001::1", "2001:db8::1", "fec0::1", "64:ff9b::169.254.169.254"),
]
OPEN = [
    "8.8.8.8",
    "1.1.1.1",
    "172.32.0.1",
    "100.128.0.1",
    "2606:4700::1111",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
]


@pytest.mark.parametrize("text", CLOSED)
def test_what_is_not_on_the_open_internet(text: str) -> None:
    address = literal(text)
    assert address is not None
    assert not is_public(address)
    host = f"[{text}]" if ":" in text else text
    assert Guard().refusal(URL(f"http://{host}/feed")) is not None
    assert Guard().open_ones("feeds.example.com", 80, [text, "8.8.8.8"]) == ["8.8.8.8"]


@pytest.mark.parametrize("text", OPEN)
def test_what_is_on_the_open_internet(text: str) -> None:
    address = literal(text)
    assert address is not None
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_nothing_private_is_public_by_whatever_route(address: IPv4Address) -> None:
    routes = [
        IPv6Address(int(IPv6Network("::ffff:0:0/96").network_address) | int(address)),
        IPv6Address(int(IPv6Network("64:ff9b::/96").network_address) | int(address)),
        IPv6Address((0x2002 << 112) | (int(address) << 80)),
    ]
    assert {is_public(route) for route in routes} == {is_public(address)}
    if address.is_private or address.is_multicast or address.is_loopback or address.is_link_local:
        assert not is_public(address)


@given(st.ip_addresses(v=6))
def test_an_address_that_python_calls_private_is_never_public(address: IPv6Address) -> None:
    if address.is_private or address.is_multicast or address.is_link_local or address.is_site_local:
        assert not is_public(address) or address.ipv4_mapped is not None or address.sixtofour is not None


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://example.com/x", "gopher://example.com", "/feed", "data:text/plain,x"]
)
def test_only_http_is_spoken(url: str) -> None:
    assert Guard(frozenset({"example.com"})).refusal(URL(url)) is not None


def test_a_host_allowed_by_name_may_be_private_and_no_other() -> None:
    guard = Guard(frozenset({"wire.local", "127.0.0.1:8080", "::1"}))
    assert guard.open_ones("WIRE.local.", 81, ["10.0.0.1"]) == ["10.0.0.1"]
    assert guard.open_ones("other.local", 81, ["10.0.0.1"]) == []
    assert guard.refusal(URL("http://127.0.0.1:8080/")) is None
    assert guard.refusal(URL("http://127.0.0.1:6379/")) is not None
    assert guard.refusal(URL("http://[::1]:9/")) is None
    assert guard.refusal(URL("http://127.0.0.2:8080/")) is not None


def test_exceptions_are_hosts_and_networks() -> None:
    guard = Guard.parse([" Receiver.local", "10.0.0.0/8", "::1", "127.0.0.1:9000", ""], "name it")
    assert guard.open_ones("else.local", 443, ["10.1.2.3", "192.168.0.1"]) == ["10.1.2.3"]
    assert guard.open_ones("receiver.local", 443, ["192.168.0.1"]) == ["192.168.0.1"]
    assert guard.refusal(URL("http://[::1]/")) is None
    assert guard.refusal(URL("http://127.0.0.1:9000/")) is None
    assert guard.refusal(URL("http://127.0.0.1:9001/")) == "127.0.0.1 is not on the open internet: name it"


def test_a_network_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="300"):
        Guard.parse(["300.0.0.0/8"], "")
