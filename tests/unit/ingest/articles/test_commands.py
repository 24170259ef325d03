"""Contents are compared as they were sent."""

from typing import Any

import pytest

from ingest.articles.commands import content_hash
from newsroom.events.articles import ArticleDraft


def hash_of(**fields: Any) -> str:
    return content_hash(ArticleDraft(source="report", source_id="1", headline="h", **fields))


@pytest.mark.parametrize(
    "fields",
    [
        {"lead": None},
        {"tags": []},
        {"suppress_previous": False},
        {"version": 7},
        {"revert": True},
        {"modified_at": "2026-01-01T00:00:00Z"},
    ],
)
def test_absent_null_and_default_are_the_same_and_the_count_is_no_content(fields: dict[str, Any]) -> None:
    assert hash_of(**fields) == hash_of()


@pytest.mark.parametrize(
    "fields",
    [{"lead": "l"}, {"tags": ["t"]}, {"suppress_previous": True}, {"language": "en"}, {"correction": "c"}],
)
def test_everything_else_is_content(fields: dict[str, Any]) -> None:
    assert hash_of(**fields) != hash_of()


def test_one_instant_in_two_zones_is_the_same() -> None:
    assert hash_of(published_at="2026-01-01T04:00:00+04:00") == hash_of(published_at="2026-01-01T00:00:00Z")
