"""Intents: the address that verifies one, what confirms it, and the pace of hosts."""

from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

from publish.subscriptions.attempts import Response
from publish.subscriptions.secrets import Sealer
from publish.websub.host_pace import HostPace
from publish.websub.hub_request import HubRequest, Mode
from publish.websub.intents import (
    Intent,
    anonymous_id,
    denial_url,
    intent_of,
    is_confirmed,
    verification_url,
)
from publish.websub.pings import hub_signature

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
FEED, CALLBACK = "https://news.example/en/feed.atom", "https://Reader.example./in?key=a%2Fb"


def intent(mode: Mode = "subscribe") -> Intent:
    sealer = Sealer(["a key of the test, long"])
    return intent_of(HubRequest(mode, FEED, CALLBACK, 3600, b"secret"), sealer, NOON)


def test_the_callbacks_own_query_stays_as_it_is() -> None:
    url = verification_url(intent(), "abc")
    assert url.startswith(f"{CALLBACK}&")
    assert dict(parse_qsl(urlsplit(url).query)) == {
        "key": "a/b",
        "hub.mode": "subscribe",
        "hub.topic": FEED,
        "hub.challenge": "abc",
        "hub.lease_seconds": "3600",
    }
    assert "lease" not in verification_url(intent("unsubscribe"), "abc")
    denied = dict(parse_qsl(urlsplit(denial_url("https://r.example/", FEED, "full")).query))
    assert denied == {"hub.mode": "denied", "hub.topic": FEED, "hub.reason": "full"}


def test_an_intent_names_its_feed_and_callback_and_keeps_no_secret_in_clear() -> None:
    made = intent()
    assert made.id == anonymous_id(FEED, CALLBACK) != anonymous_id(FEED, "https://reader.example/other")
    assert made.id.startswith("sub_")
    assert made.lease.host == "reader.example"
    assert '"secret"' not in (made.lease.secret or "")
    assert intent().nonce != made.nonce


def test_the_challenge_alone_confirms() -> None:
    assert is_confirmed(Response(200, body=b"abc"), "abc")
    assert is_confirmed(Response(204, body=b"abc\n"), "abc")
    for response in (Response(200, body=b"abcd"), Response(200), Response(302, body=b"abc"), Response(None)):
        assert not is_confirmed(response, "abc")


def test_the_signature_is_that_of_rfc_4231() -> None:
    """Test case 2 of RFC 4231."""
    assert hub_signature(b"Jefe", b"what do ya want for nothing?") == (
        "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    )


def test_a_host_that_does_not_confirm_is_asked_ever_less_often() -> None:
    pace, now, pauses = HostPace(), 0.0, []
    for _ in range(7):
        assert pace.may_ask("a.example", now)
        pace.failed("a.example", now)
        pause = next(step / 2 for step in range(100) if pace.may_ask("a.example", now + step / 2))
        pauses.append(pause)
        now += pause
    assert pauses == [1, 2, 4, 8, 10, 10, 10]
    assert pace.may_ask("b.example", now)
    pace.failed("a.example", now)
    pace.succeeded("a.example")
    assert pace.may_ask("a.example", now)
