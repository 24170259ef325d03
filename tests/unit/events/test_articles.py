"""Text as it is kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
