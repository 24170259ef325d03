"""The newsroom's own categories by what others call them."""

import json
from pathlib import Path

import pytest

from ingest.content.categories import CategoryTable
from ingest.content.tags import slug_of

TABLE = CategoryTable.read(None)
PUBLISHED = Path(__file__).parents[4] / "shared/newsroom/pages/categories.json"


@pytest.mark.parametrize(
    ("sent", "ours"),
    [
        ("medtop-15000000", "sport"),
        ("15000000", "sport"),
        ("subj-15054000", "sport"),
        ("medtop-20000065", "medtop-20000065"),
        ("idman", "sport"),
        ("ekonomika", "economy"),
        ("xarici-siyaset", "foreign-policy"),
        ("foreign-policy", "foreign-policy"),
        ("chess-boxing", "chess-boxing"),
        (None, None),
    ],
)
def test_it_is_ours_where_the_table_names_it_else_as_sent(sent: str | None, ours: str | None) -> None:
    assert TABLE.slug(sent) == ours


def test_every_category_that_pages_name_is_found_by_each_of_its_names() -> None:
    for slug, names in json.loads(PUBLISHED.read_text("utf-8")).items():
        for name in names.values():
            assert TABLE.slug(slug_of(name)) == slug, name
