"""The hub's form: what is taken, what is refused, and with which field's name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.subscriptions.feed_addresses import FeedAddress, FeedAddresses
from publish.websub.hub_request import HubRequest, MalformedFormError, WrongFieldError, parse_form
from tests.support.feed_receivers import form

ADDRESSES = FeedAddresses("https://news.example", ("en", "az"), ("atom", "rss", "json"))
FEED, CALLBACK = "https://news.example/en/feed.atom", "https://reader.example/in?key=a%2Fb"
GOOD: dict[str, str | int] = {"mode": "subscribe", "topic": FEED, "callback": CALLBACK}
DAY = 86_400


def parsed(**fields: str | int) -> HubRequest:
    return parse_form(form(**{**GOOD, **fields}), ADDRESSES)


def refused(**fields: str | int) -> str:
    with pytest.raises(WrongFieldError) as error:
        parsed(**fields)
    return error.value.field


def test_a_form_is_read_and_unknown_fields_are_ignored() -> None:
    assert parsed(extra="x") == HubRequest("subscribe", FEED, CALLBACK, 10 * DAY, None)
    assert parsed(mode="unsubscribe", secret="ключ").secret == "ключ".encode()


@pytest.mark.parametrize(
    ("asked", "given"),
    [("", 10 * DAY), ("0", 300), ("299", 300), ("3600", 3600), ("2592001", 30 * DAY), ("9" * 20, 30 * DAY)],
)
def test_a_lease_is_moved_into_bounds(asked: str, given: int) -> None:
    assert parsed(lease_seconds=asked).lease_seconds == given


@pytest.mark.parametrize("lease", ["-1", "1.5", "ten", "٣٠٠", "9" * 21])
def test_a_lease_that_is_no_number_is_refused(lease: str) -> None:
    assert refused(lease_seconds=lease) == "hub.lease_seconds"


def test_a_secret_is_shorter_than_200_bytes() -> None:
    assert parsed(secret="a" * 199).secret == b"a" * 199
    assert refused(secret="a" * 200) == "hub.secret"
    assert refused(secret="ы" * 100) == "hub.secret"


@pytest.mark.parametrize("mode", ["", "publish", "denied", "Subscribe"])
def test_other_modes_are_refused(mode: str) -> None:
    assert refused(mode=mode) == "hub.mode"


@pytest.mark.parametrize(
    "topic",
    [
        *(
            "",
            "https://news.example/",
            "https://news.example/de/feed.atom",
            "http://news.example/en/feed.atom",
        ),
        *("https://news.example/en/feed.html", "https://news.example/en/a/b/feed.atom"),
        *("https://news.example/en/feed.atom?x", "https://news.example.evil.example/en/feed.atom"),
        *("https://news.example/en/%2e%2e/feed.atom", "https://news.example/en//feed.atom"),
    ],
)
def test_only_our_feeds_are_topics(topic: str) -> None:
    assert refused(topic=topic) == "hub.topic"


@pytest.mark.parametrize(
    "callback",
    [
        *(
            "",
            "reader.example",
            "ftp://reader.example/",
            "https://user@reader.example/",
            "https://r.example/#a",
        ),
        *("https://r.example/\r\nX: y", f"https://r.example/{'a' * 2000}", "javascript:alert(1)"),
    ],
)
def test_a_callback_is_a_web_address(callback: str) -> None:
    assert refused(callback=callback) == "hub.callback"


def test_a_field_twice_is_refused() -> None:
    with pytest.raises(WrongFieldError):
        parse_form(form(**GOOD) + b"&hub.callback=https://other.example", ADDRESSES)


@pytest.mark.parametrize("body", [b"\xff\xfe", b"hub.mode=%ff", b"&".join([b"a=b"] * 60)])
def test_what_is_no_form_is_refused(body: bytes) -> None:
    with pytest.raises((MalformedFormError, WrongFieldError)):
        parse_form(body, ADDRESSES)


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_body_is_refused_or_read(body: bytes) -> None:
    for prefix in (b"", form(**GOOD) + b"&"):
        try:
            request = parse_form(prefix + body, ADDRESSES)
        except (MalformedFormError, WrongFieldError):
            continue
        assert 300 <= request.lease_seconds <= 30 * DAY


@given(
    st.sampled_from(("en", "az")),
    st.none() | st.from_regex(r"[a-z0-9-]{1,20}", fullmatch=True),
    st.sampled_from(("atom", "rss", "json")),
)
def test_an_address_is_read_as_it_was_written(language: str, category: str | None, suffix: str) -> None:
    feed = FeedAddress(language, category, suffix)
    assert ADDRESSES.parse(ADDRESSES.url(feed)) == feed
