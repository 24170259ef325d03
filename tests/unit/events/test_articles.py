"""Text as it is kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from newsroom.events.articles import ArticleDraft


def draft(**fields: str) -> ArticleDraft:
    return ArticleDraft.model_validate({"source": "s", "source_id": "1", "headline": "h", **fields})


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("I\u0307lham", "İlham"),
        ("soft\u00adhyphen\u200b and\u00a0space\u202fnarrow", "softhyphen and space narrow"),
        ("\ufeffone\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("a\x00b\x85c\x9fd", "ab\ncd"),
        ("👩\u200d🚀", "👩\u200d🚀"),
    ],
)
def test_text_is_normalised(sent: str, kept: str) -> None:
    assert draft(body=sent).body == kept


@given(st.text(max_size=60))
def test_normalising_again_changes_nothing(text: str) -> None:
    once = draft(body=text).body or ""
    assert draft(body=once).body == once


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("embargo_until", 1772206380, "write an RFC 3339 time with an offset"),
        ("embargo_until", "1772206380", "write an RFC 3339 time with an offset"),
        ("embargo_until", "20261201", "write an RFC 3339 time with an offset"),
        ("embargo_until", "0001-01-01T00:00:00+04:00", "this instant is out of range"),
        ("source_id", "", "write the name the article has at its source"),
        ("source_id", "a\0b", "write the name the article has at its source"),
        ("source_id", "ə" * 300, "shorten it to 512 bytes"),
        ("tags", ["\u200b"], "write a label of 1 to 200 characters"),
        ("headline", "\u200b", "write a headline"),
        ("translation_of", {"source": "s", "source_id": "1"}, "it names the article itself"),
        ("embargo", "2026-02-27T19:33:00+04:00", "Extra inputs are not permitted"),
    ],
)
def test_a_field_that_would_be_misread_is_refused(field: str, value: object, problem: str) -> None:
    with pytest.raises(ValidationError, match=problem):
        ArticleDraft.model_validate({"source": "s", "source_id": "1", "headline": "h", field: value})
