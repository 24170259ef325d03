"""What is optional never costs an article, what is not is named."""

import pytest

from ingest.formats.document import Document, Doubted, DoubtKind, Unreadable
from ingest.formats.values.extracted import ExtractedArticle, ExtractedMedia, Places
from ingest.formats.values.lenient import draft_of
from newsroom.events.articles import ArticleDraft

PLACES = Places("guid", "title")
DOCUMENT = Document(b"")


def draft(**fields: object) -> ArticleDraft:
    found = draft_of(ExtractedArticle(**{"source_id": "1", "headline": "H", **fields}), DOCUMENT, PLACES)  # type: ignore[arg-type]  # any field
    assert isinstance(found, ArticleDraft)
    return found


@pytest.mark.parametrize(
    "fields",
    [
        {"urgency": 9},
        {"version": 2**60},
        {"url": "javascript:alert(1)"},
        {"language": "no language at all"},
        {"category": "!!!"},
        {"tags": ("", "<b></b>")},
        {"media": (ExtractedMedia(url="file:///x.jpg"), ExtractedMedia(url=None))},
        {"translation_of": "1"},
        {"lead": "H"},
        {"byline": " "},
    ],
)
def test_an_optional_field_that_is_none_is_left_out(fields: dict[str, object]) -> None:
    assert draft(**fields) == draft()


def test_what_is_too_long_is_cut() -> None:
    long = draft(headline="word " * 400, tags=("tag " * 100,))
    assert (len(long.headline) <= 1000, len(str(long.tags[0])) <= 200) == (True, True)


def test_a_missing_headline_is_how_the_text_begins_else_what_it_is_filed_under() -> None:
    assert (
        draft(headline=None, body="Rain fell on the border. Roads were closed.").headline
        == "Rain fell on the border."
    )
    assert draft(headline="—", lead="<p>A lead</p>", body="x").headline == "A lead"
    assert draft(headline=None, label="BAKU-RAIN").headline == "BAKU-RAIN"


@pytest.mark.parametrize(("fields", "place"), [({"headline": None}, "title"), ({"source_id": None}, "guid")])
def test_what_must_be_there_is_named_where_the_format_has_it(
    fields: dict[str, str | None], place: str
) -> None:
    found = draft_of(ExtractedArticle(**{"source_id": "1", "headline": "H", **fields}), DOCUMENT, PLACES)  # type: ignore[arg-type]  # any field
    assert isinstance(found, Unreadable)
    assert (found.problem.status, [place in one.problem for one in found.problem.errors]) == (422, [True])


@pytest.mark.parametrize("embargo", ["", "tomorrow", "31.02.2026", "2026-02-03T18:00:00"])
def test_an_embargo_that_cannot_be_read_for_certain_waits_for_a_person(embargo: str) -> None:
    found = draft_of(ExtractedArticle(source_id="1", headline="H", embargoes=(embargo,)), DOCUMENT, PLACES)
    assert isinstance(found, Doubted)
    assert [(doubt.kind, doubt.field) for doubt in found.doubts] == [(DoubtKind.EMBARGO, "embargo_until")]


def test_a_name_that_is_missing_is_made_of_what_stays() -> None:
    first, again = draft(source_id=None, body="One."), draft(source_id=None, body="One.")
    assert first.source_id == again.source_id != draft(source_id=None, body="Two.").source_id
