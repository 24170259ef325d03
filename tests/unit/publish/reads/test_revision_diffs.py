"""What a page of revisions shows: names of changed fields, and texts where they are public."""

import pytest

from publish.http.page_token import MalformedTokenError
from publish.reads.answers import WholeRevision
from publish.reads.revision_diffs import revisions_shown
from publish.reads.revision_pages import RevisionToken
from tests.support.articles import revision

FIRST, SECOND = revision("a", number=1), revision("a", number=2, correction="A name was wrong.")


def test_a_revision_names_what_it_changed_and_shows_no_earlier_text() -> None:
    [first, second] = revisions_shown(None, [FIRST, SECOND], texts=False)
    assert (list(first.changed), list(second.changed)) == ([], ["headline", "body"])
    assert second.correction == "A name was wrong."
    assert set(second.model_dump()) == {"revision", "at", "correction", "changed"}


def test_texts_are_shown_where_they_are_public() -> None:
    [shown] = revisions_shown(FIRST, [SECOND], texts=True)
    assert isinstance(shown, WholeRevision)
    first = shown.differences[0]
    assert (first.field, first.before, first.after) == ("headline", "a 1", "a 2")


@pytest.mark.parametrize("text", ["x", "MS4", "é", "MS4y=", "LTEuMg", "MC4x" * 50])
def test_a_token_that_was_never_given_out_is_refused(text: str) -> None:
    with pytest.raises(MalformedTokenError):
        RevisionToken.decode(text)
    assert RevisionToken.decode(RevisionToken(3, 7).encode()) == RevisionToken(3, 7)
