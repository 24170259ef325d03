"""Whatever arrives ends in articles or in a refusal."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.articles.commands import content_hash
from ingest.formats.document import Document, DocumentPart, FeedParts, Unreadable, Withdrawal
from ingest.formats.media_types import BY_MEDIA_TYPE, MEDIA_TYPES, Format
from ingest.formats.read import adapter, read
from newsroom.events.articles import ArticleDraft
from newsroom.http.problems import ProblemError
from tests.support.golden import golden_files

FILES = [(path, path.read_bytes()) for path in golden_files()]
STARTS = [
    *(
        b"",
        b"<rss>",
        b"<?xml version='1.0'?><nitf>",
        b"{",
        b'{"uri": "x", ',
        b'[{"uri": 1}, ',
        b"<html>",
        b"\x01abc",
    ),
    *(
        b"From: a@b.example\nSubject: x\n\n",
        b"\x01abc",
        b"<newsItem guid='x'>",
        b"<NewsML><NewsItem>",
        b"<urlset><url>",
    ),
    *(b'{"version": "https://jsonfeed.org/version/1", "items": [', b"\xff\xfe<\x00", b"\x1f\x8b\x08\x00"),
]

# What the formats in JSON call things, and texts that mean something to them.
NAMES = (
    *(
        "uri",
        "type",
        "headlines",
        "headline",
        "bodies",
        "body_xhtml",
        "value",
        "role",
        "contentType",
        "language",
    ),
    *(
        "associations",
        "renditions",
        "href",
        "width",
        "name",
        "pubStatus",
        "embargoed",
        "versionCreated",
        "version",
    ),
    *("urgency", "subject", "by", "descriptions", "altIds", "translationOf", "items", "id", "url", "title"),
    *("content_html", "content_text", "date_published", "authors", "attachments", "tags", "@graph", "image"),
    *("articleBody", "datePublished", "author", "keywords", "mainEntityOfPage", "publisher", "inLanguage"),
)
WORDS = (
    "usable",
    "picture",
    "text",
    "2026-11-25T10:00:00Z",
    "https://x.example/1",
    "en",
    "image/jpeg",
    "main",
)


def attempt(document: Document) -> tuple[DocumentPart, ...]:
    """What is read; empty where the document is refused. Any other exception fails the test."""
    try:
        return read(document).parts
    except ProblemError as refused:
        assert 400 <= refused.status < 500
        return ()


def check(articles: tuple[DocumentPart, ...]) -> None:
    for one in articles:
        match one:
            case ArticleDraft():
                assert one.headline and one.source and one.source_id
                again = ArticleDraft.model_validate_json(one.model_dump_json(exclude_defaults=True))
                assert content_hash(again) == content_hash(one)
            case Withdrawal():
                assert one.source and one.source_id
            case Unreadable():
                assert one.problem.detail


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(STARTS), st.binary(max_size=400), st.sampled_from((None, *MEDIA_TYPES)))
def test_any_bytes_end_in_articles_or_in_a_refusal(start: bytes, rest: bytes, media_type: str | None) -> None:
    check(attempt(Document(start + rest, media_type=media_type)))


@pytest.mark.parametrize("kind", list(Format))
@settings(deadline=None, max_examples=150)
@given(st.data())
def test_any_bytes_to_any_adapter_do(kind: Format, data: st.DataObject) -> None:
    _, content = data.draw(st.sampled_from(FILES))
    try:
        found = adapter(kind)(Document(data.draw(st.sampled_from(STARTS)) + content))
        check(tuple(found.parts if isinstance(found, FeedParts) else found))
    except ProblemError as refused:
        assert 400 <= refused.status < 500


SHAPES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from(WORDS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=6),
    max_leaves=30,
)


@settings(deadline=None, max_examples=150)
@given(
    st.sampled_from(("uri", "version", "@type")), st.dictionaries(st.sampled_from(NAMES), SHAPES, max_size=12)
)
def test_json_of_any_shape_does(start: str, members: dict[str, object]) -> None:
    if start == "@type":
        text = json.dumps({**members, "@type": "NewsArticle"})
        content = f"<html><script type='application/ld+json'>{text}</script><h1>x</h1></html>"
    else:
        version = "https://jsonfeed.org/version/1.1" if start == "version" else members.get("version")
        content = json.dumps({"uri": "x", **members, "version": version})
    check(attempt(Document(content.encode())))


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_a_file_that_breaks_off_or_was_damaged_does(data: st.DataObject) -> None:
    path, content = data.draw(st.sampled_from(FILES))
    cut = data.draw(st.integers(0, len(content)))
    damaged = bytearray(content[:cut] if data.draw(st.booleans()) else content)
    for _ in range(data.draw(st.integers(0, 6))):
        if damaged:
            damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    check(attempt(Document(bytes(damaged), name=path.name)))


def test_reading_twice_finds_the_same() -> None:
    for path, content in FILES:
        document = Document(content, name=path.name)
        drafts = [one for one in attempt(document) if isinstance(one, ArticleDraft)]
        again = [one for one in attempt(document) if isinstance(one, ArticleDraft)]
        assert drafts == again


def test_every_format_has_an_adapter_and_a_file() -> None:
    assert all(adapter(kind) for kind in Format)
    assert set(BY_MEDIA_TYPE.values()) <= set(Format)
    assert {Path(path).parent.name for path, _ in FILES} == {kind.value for kind in Format}
