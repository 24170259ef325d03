"""A publication status that is not certainly public publishes nothing."""

import pytest

from ingest.formats.document import Document, Unreadable, Withdrawal
from ingest.formats.values.extracted import ExtractedArticle, Places
from ingest.formats.values.pub_status import read_with_status
from newsroom.events.articles import ArticleDraft

DOCUMENT = Document(b"", source="agency")
ARTICLE = ExtractedArticle(source_id="1", headline="H")


def read(status: str | None, article: ExtractedArticle = ARTICLE) -> object:
    return read_with_status(article, status, None, DOCUMENT, Places("guid", "title"))


@pytest.mark.parametrize(
    "status", [None, "usable", "stat:usable", "http://cv.iptc.org/newscodes/pubstatusg2/Usable"]
)
def test_a_usable_article_is_read(status: str | None) -> None:
    assert isinstance(read(status), ArticleDraft)


@pytest.mark.parametrize("status", ["", " ", "draft", "stat:unknown", "embargoed", "maybe"])
def test_neither_an_unknown_status_nor_an_embargo_without_its_end_publishes(status: str) -> None:
    assert not isinstance(read(status), ArticleDraft | Withdrawal)


@pytest.mark.parametrize(
    ("status", "until_newer"), [("canceled", False), ("stat:withheld", True), ("KILL", False)]
)
def test_a_withdrawal_is_for_good_unless_it_is_withheld(status: str, until_newer: bool) -> None:
    withdrawal = read(status)
    assert isinstance(withdrawal, Withdrawal)
    assert (withdrawal.source_id, withdrawal.until_newer) == ("1", until_newer)


def test_a_withdrawal_that_names_no_article_is_refused() -> None:
    assert isinstance(read("canceled", ExtractedArticle(headline="H")), Unreadable)
