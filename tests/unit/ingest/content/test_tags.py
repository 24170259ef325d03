"""One id over all languages."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from ingest.content.tags import TagTable
from newsroom.events.articles import ArticleDraft, Tag

TABLE = {"Amy Carlon": "amy-carlon", "Emi Karlon": "amy-carlon", "Эми Карлон": "amy-carlon"}


@pytest.mark.parametrize("label", [*TABLE, "amy  CARLON"])
def test_a_label_in_the_table_has_its_id(label: str) -> None:
    assert TagTable(TABLE).tags([label]) == (Tag(id="amy-carlon", label=label),)


@pytest.mark.parametrize(
    ("label", "tag_id"),
    [("Əli Əliyev", "eli-eliyev"), ("Şuşa", "susa"), ("Баку", "baku"), ("COP 29", "cop-29")],
)
def test_another_label_has_a_slug(label: str, tag_id: str) -> None:
    assert TagTable({}).tags([label]) == (Tag(id=tag_id, label=label),)


def test_a_label_is_found_whatever_its_case_and_its_dots() -> None:
    table = TagTable({"İlham Əliyev": "ilham-aliyev"})
    for label in ("İLHAM ƏLİYEV", "ilham əliyev", "ILHAM ƏLIYEV", "Ilham  Əliyev"):
        assert table.tags([label])[0].id == "ilham-aliyev", label


def test_a_tag_sent_with_its_id_keeps_it_and_each_id_comes_once() -> None:
    own = Tag(id="amy-carlon", label="Dr Carlon")
    assert TagTable(TABLE).tags([own, "Amy Carlon", "Baku"]) == (own, Tag(id="baku", label="Baku"))


@given(st.text(min_size=1, max_size=200))
def test_every_label_has_an_id_that_can_be_asked_for(sent: str) -> None:
    try:
        draft = ArticleDraft(source="report", source_id="1", headline="h", tags=(sent,))
    except ValidationError:
        return
    [tag] = TagTable({}).tags(draft.tags)
    assert Tag.model_validate(tag.model_dump()) == tag


def test_the_table_is_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "tags.json"
    path.write_text(json.dumps(TABLE), "utf-8")
    assert TagTable.read(path).tags(["Эми Карлон"])[0].id == "amy-carlon"


def test_a_table_with_an_id_nobody_can_ask_for_is_refused() -> None:
    with pytest.raises(ValueError, match="id"):
        TagTable({"Amy": "amy carlon"})
