"""Who a request comes from, with and without a proxy before us."""

import pytest

from newsroom.http.proxies import TrustedProxies


def scope(peer: str, *forwarded: str) -> dict[str, object]:
    headers = [(b"x-forwarded-for", value.encode()) for value in forwarded]
    return {"client": (peer, 1), "headers": headers}


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.9", (), "203.0.113.9"),
        ("203.0.113.9", ("198.51.100.1",), "203.0.113.9"),
        ("127.0.0.1", (), ""),
        ("127.0.0.1", ("198.51.100.1",), "198.51.100.1"),
        ("127.0.0.1", ("made.up, 198.51.100.1",), "198.51.100.1"),
        ("127.0.0.1", ("198.51.100.1", "10.1.2.3"), "198.51.100.1"),
        ("10.9.9.9", ("10.1.2.3",), ""),
        ("", ("198.51.100.1",), "198.51.100.1"),
    ],
)
def test_the_last_address_that_is_no_proxy_is_the_client(
    peer: str, forwarded: tuple[str, ...], client: str
) -> None:
    assert TrustedProxies.parse("127.0.0.1, 10.0.0.0/8").client(scope(peer, *forwarded)) == client


def test_where_whoever_connects_is_a_proxy_the_last_in_the_chain_is_the_client() -> None:
    proxies = TrustedProxies.parse("*")
    assert proxies.client(scope("203.0.113.9")) == ""
    assert proxies.client(scope("203.0.113.9", "made.up, 198.51.100.1")) == "198.51.100.1"


def test_what_is_no_network_is_refused() -> None:
    with pytest.raises(ValueError, match="nowhere"):
        TrustedProxies.parse("nowhere")
