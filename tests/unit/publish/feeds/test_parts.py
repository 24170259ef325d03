"""The small decisions that the formats share."""

import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publish.feeds.attachments import media_type
from publish.feeds.hreflang import alternates
from publish.feeds.timestamps import internet_time, mail_time
from publish.feeds.uris import ascii_uri
from tests.support.published import public, story

URI = re.compile(
    r"https?://([A-Za-z0-9._~!$&'()*+,;=:@\[\]-]|%[0-9A-Fa-f]{2})*(/([A-Za-z0-9._~!$&'()*+,;=:@/?#-]|%[0-9A-Fa-f]{2})*)?"
)
AZERI_ONLY = ("az", "ru")


@settings(deadline=None)
@given(st.text(st.characters(blacklist_categories=["Cs", "Cc", "Z"], blacklist_characters='<>"')))
def test_any_address_becomes_a_uri(path: str) -> None:
    found = ascii_uri(f"https://x.example/{path}")
    assert URI.fullmatch(found), found
    assert ascii_uri(found) == found


@pytest.mark.parametrize(
    ("written", "uri"),
    [
        ("https://x.example/a%20b?c=d&e=%", "https://x.example/a%20b?c=d&e=%25"),
        ("https://xəbər.example/ş", "https://xn--xbr-dtbb.example/%C5%9F"),
        ("http://[::1]:8000/a", "http://[::1]:8000/a"),
        ("https://x.example/a[1]", "https://x.example/a%5B1%5D"),
    ],
)
def test_addresses(written: str, uri: str) -> None:
    assert ascii_uri(written) == uri


def test_instants_are_written_in_utc() -> None:
    baku = datetime(2026, 2, 27, 19, 33, 0, 999999, tzinfo=timezone(timedelta(hours=4)))
    assert internet_time(baku) == "2026-02-27T15:33:00Z"
    assert mail_time(baku) == "Fri, 27 Feb 2026 15:33:00 GMT"
    assert internet_time(datetime(987, 1, 1, tzinfo=UTC)) == "0987-01-01T00:00:00Z"


def test_the_default_is_the_first_configured_language_that_the_story_has() -> None:
    for article in story(AZERI_ONLY):
        found = {one.hreflang: one.url for one in alternates(article, ("en", "ru", "az"))}
        assert found["x-default"] == found["ru"]


def test_a_language_that_is_not_configured_any_more_still_has_a_default() -> None:
    first, second = (alternates(article, ("en",)) for article in story(AZERI_ONLY))
    assert first == second
    assert alternates(public(), ("en",)) == []


@pytest.mark.parametrize(
    ("kind", "url", "expected"),
    [
        ("photo", "https://x.example/a.PNG?w=3", "image/png"),
        ("photo", "https://x.example/a.php", "image/jpeg"),
        ("video", "https://x.example/a.jpg", "video/mp4"),
        ("document", "https://x.example/a.pdf", "application/pdf"),
        ("document", "https://x.example/a.svg.gz", "application/octet-stream"),
    ],
)
def test_the_type_of_a_medium(kind: str, url: str, expected: str) -> None:
    assert media_type(kind, url) == expected  # type: ignore[arg-type]  # a text, not one of the kinds
