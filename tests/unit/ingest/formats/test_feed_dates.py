"""Dates of feeds: what says when an entry was changed never poses as its publication."""

from datetime import UTC, datetime

import pytest

from ingest.formats.document import Document
from ingest.formats.read import read
from newsroom.events.articles import ArticleDraft

UPDATED = datetime(2026, 3, 2, 12, tzinfo=UTC)
ATOM = (
    "<feed xmlns='http://www.w3.org/2005/Atom'><updated>2026-03-02T12:00:00Z</updated>"
    "<entry><id>a</id><title>One</title><updated>2026-03-02T12:00:00Z</updated>{}</entry></feed>"
)
JSON_FEED = (
    '{"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": '
    '[{"id": "a", "title": "One", "date_modified": "2026-03-02T12:00:00Z"}]}'
)


def draft(document: str) -> ArticleDraft:
    [part] = read(Document(document.encode())).parts
    assert isinstance(part, ArticleDraft)
    return part


@pytest.mark.parametrize("document", [ATOM.format(""), JSON_FEED])
def test_a_change_is_no_publication(document: str) -> None:
    read_draft = draft(document)
    assert (read_draft.published_at, read_draft.modified_at) == (None, UPDATED)


def test_a_publication_is_one() -> None:
    published = draft(ATOM.format("<published>2026-03-01T12:00:00Z</published>"))
    assert published.published_at == datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert published.modified_at == UPDATED
