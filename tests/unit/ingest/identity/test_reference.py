"""The reference by which a withdrawal or a restoration names its article."""

from typing import Any

import pytest
from pydantic import ValidationError

from ingest.identity.reference import ArticleReference
from newsroom.events.identity import article_id

ID = article_id("report", "1")


@pytest.mark.parametrize(
    "fields",
    [
        {"source": "report", "source_id": "1"},
        {"id": ID},
        {"source": "report", "source_id": "1", "id": ID, "reason": "r"},
    ],
)
def test_an_article_is_named_either_way(fields: dict[str, Any]) -> None:
    assert ArticleReference(**fields).article_id == ID


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"source": "report"},
        {"source_id": "1"},
        {"id": ID, "source": "report"},
        {"id": article_id("report", "2"), "source": "report", "source_id": "1"},
        {"id": "x"},
    ],
)
def test_half_a_name_or_two_is_none(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ArticleReference(**fields)
