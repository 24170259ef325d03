"""Retry-After, redirects, credentials, limits: what is decided about an answer."""

from datetime import UTC, datetime

import pytest
from yarl import URL

from ingest.fetching.credentials import Credentials
from ingest.fetching.limits import Limits
from ingest.fetching.redirects import Trail
from newsroom.http.retry_after import seconds_of

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("Mon, 02 Mar 2026 12:05:00 GMT", 300),
        ("Mon, 02 Mar 2026 16:05:00 +0400", 300),
        ("Mon, 02 Mar 2026 11:00:00 GMT", 0),
        ("Monday, 02-Mar-26 12:05:00 GMT", 300),
        ("soon", None),
        ("-5", None),
        ("9" * 400, None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str | None, seconds: float | None) -> None:
    assert seconds_of(header, NOW) == seconds


def trail(*hops: tuple[int, str]) -> Trail | None:
    found: Trail | None = Trail(URL("https://a.example/feed"))
    for status, location in hops:
        assert found is not None
        found = found.follow(status, location)
    return found


@pytest.mark.parametrize(
    ("hops", "url", "moved_to"),
    [
        ([(301, "/new")], "https://a.example/new", "https://a.example/new"),
        ([(308, "//b.example/x?y=1#z")], "https://b.example/x?y=1", "https://b.example/x?y=1"),
        ([(302, "/new")], "https://a.example/new", None),
        ([(301, "/one"), (307, "/two"), (301, "/three")], "https://a.example/three", "https://a.example/one"),
        ([(301, "https://user:secret@b.example/")], "https://b.example/", "https://b.example/"),
    ],
)
def test_only_permanent_redirects_from_the_start_are_remembered(
    hops: list[tuple[int, str]], url: str, moved_to: str | None
) -> None:
    found = trail(*hops)
    assert found is not None
    assert (str(found.url), found.new_home) == (url, moved_to)


@pytest.mark.parametrize("location", ["", "http://[::1", "http://host:port/"])
def test_a_redirect_to_no_address_leads_nowhere(location: str) -> None:
    assert trail((301, location)) is None


def test_credentials_are_for_their_own_origin() -> None:
    ours = Credentials.of("https://u:p@a.example/feed", {"X-Key": "k"})
    assert ours.for_url(URL("https://a.example/other")) == {"Authorization": "Basic dTpw", "X-Key": "k"}
    for other in ("http://a.example/feed", "https://a.example:8443/", "https://b.example/feed"):
        assert ours.for_url(URL(other)) == {}


@pytest.mark.parametrize(
    ("received", "elapsed", "is_slow"), [(0, 5, False), (100, 11, True), (100_000, 60, False)]
)
def test_a_drip_is_too_slow(received: int, elapsed: float, is_slow: bool) -> None:
    assert Limits().is_too_slow(received, elapsed) is is_slow
