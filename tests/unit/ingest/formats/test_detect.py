"""Which format a document is in."""

import pytest

from ingest.formats.detect import is_foreign_json, recognise
from ingest.formats.document import Document
from ingest.formats.media_types import Format


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b'{"source": "a", "source_id": "1", "headline": "h"}', Format.NATIVE),
        (b'[{"source": "a", "source_id": "1"}]', Format.NATIVE),
        (b'{"uri": "urn:x"}', Format.NINJS),
        (b'[{"uri": "urn:x"}, {"uri": "urn:y"}]', Format.NINJS),
        (b'{"items": [{"uri": "urn:x"}]}', Format.NINJS),
        (b'{"version": "https://jsonfeed.org/version/1", "items": []}', Format.JSON_FEED),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- x --><rss version="2.0"/>', Format.FEED),
        (b"<!DOCTYPE rss PUBLIC 'x' 'y'><rss/>", Format.FEED),
        (b"<rdf:RDF xmlns:rdf='x'/>", Format.FEED),
        ('<?xml version="1.0" encoding="utf-16"?><feed/>'.encode("utf-16"), Format.FEED),
        ("<feed/>".encode("utf-16-be"), Format.FEED),
        (b"<nar:newsItem/>", Format.NEWSML_G2),
        (b"<newsMessage/>", Format.NEWSML_G2),
        (b"<NewsML/>", Format.NEWSML),
        (b"<nitf/>", Format.NITF),
        (b"<contentSet><nitf/></contentSet>", Format.NITF),
        (b"<urlset/>", Format.SITEMAP),
        (b"<sitemapindex/>", Format.SITEMAP),
        (b"<?xml version='1.0'?><!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0'><html/>", Format.PAGE),
        (b"<!doctype HTML>\n<title>x</title>", Format.PAGE),
        (b"Received: x\r\n\ty\r\nFrom: a@b.example\r\nSubject: x\r\n\r\ntext", Format.MAIL),
        (b"\x16\x16\x01abc0123 4 pl 58\r\n\x02text\x03", Format.IPTC7901),
        (b"ZCZC\r\nabc0123 4 pl 58\r\ntext", Format.IPTC7901),
    ],
)
def test_content_tells_the_format_whatever_it_is_said_to_be(content: bytes, expected: Format) -> None:
    for media_type in (None, "application/xml", "text/html", "application/octet-stream"):
        assert recognise(Document(content, media_type=media_type)) is expected


@pytest.mark.parametrize("content", [b"", b"Just a text.", b"\x00\x01\x02", b"<x/>", b"PK\x03\x04"])
def test_what_tells_nothing_is_what_it_is_said_to_be(content: bytes) -> None:
    assert recognise(Document(content)) is None
    assert recognise(Document(content, media_type="message/rfc822")) is Format.MAIL
    assert recognise(Document(content, name="story.nitf")) is Format.NITF


def test_broken_json_is_read_as_what_it_was_sent_as() -> None:
    assert recognise(Document(b'{"uri"', media_type="application/vnd.iptc.ninjs+json")) is Format.NINJS
    assert recognise(Document(b'{"uri"')) is Format.NATIVE


def test_an_article_of_our_own_is_never_taken_for_another_format() -> None:
    assert not is_foreign_json(b'{"source": "a", "source_id": "1", "uri": "x"}')
    assert not is_foreign_json(b'{"headline": "jsonfeed.org"}')
    assert is_foreign_json(b'{"uri": "urn:x", "headline": "source_id"}')
