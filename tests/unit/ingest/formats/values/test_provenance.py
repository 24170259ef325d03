"""Whose an article is, and what it is called there."""

import pytest

from ingest.formats.document import Document
from ingest.formats.values.provenance import UNNAMED, derived_id, guid_id, page_id, shortened, source_of

NOTHING_SAID = Document(b"")


@pytest.mark.parametrize(
    ("origin", "source"),
    [
        *(("https://www.Report.example:8080/az", "report.example"), ("urn:newsml:dpa.com:2026:1", "dpa.com")),
        *(
            ("tag:reuters.com,2026:x", "reuters.com"),
            ("desk@apa.example", "apa.example"),
            ("nprov:AFP", "afp"),
        ),
        *(("Getty Images Inc.", "getty-images-inc"), ("Bakı Xəbər", "baki-xeber"), ("trend.az", "trend.az")),
        *(("urn:uuid:1", UNNAMED), ("", UNNAMED), ("http://[", UNNAMED), ("!!", UNNAMED)),
    ],
)
def test_an_origin_names_the_source(origin: str, source: str) -> None:
    assert source_of(NOTHING_SAID, None, origin) == source


def test_what_was_said_from_outside_comes_first_and_the_address_last() -> None:
    assert source_of(Document(b"", source="mine"), "https://x.example") == "mine"
    assert source_of(Document(b"", url="https://y.example/feed"), None) == "y.example"


@pytest.mark.parametrize(
    ("guid", "source_id"),
    [
        *((" 123 ", "123"), ("", None), (None, None), ("tag:x,2026:1", "tag:x,2026:1")),
        ("https://x.example/1?utm_source=rss", "https://x.example/1"),
        ("https://x.example/1#0", "https://x.example/1"),
        ("https://x.example/live#post-2", "https://x.example/live#post-2"),
    ],
)
def test_a_guid_is_an_identity(guid: str | None, source_id: str | None) -> None:
    assert guid_id(guid) == source_id


def test_names_stay_within_what_a_source_id_may_be() -> None:
    assert len(shortened("ə" * 400).encode()) <= 512
    assert shortened("ə" * 400) != shortened("ə" * 401)
    assert page_id("mailto:a@b.example") is None
    assert derived_id("a", None) is None
    assert derived_id("a", "b") != derived_id("ab", "")
