"""Untidy files are read as a careful reader would."""

import json
from pathlib import Path

import pytest

from ingest.formats.document import Document
from ingest.formats.read import read
from newsroom.events.articles import ArticleDraft
from tests.support.golden import expected_beside, found_in, golden_files


@pytest.mark.parametrize("path", list(golden_files()), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_file_says_what_a_careful_reader_finds(path: Path) -> None:
    assert found_in(path) == json.loads(expected_beside(path).read_text("utf-8"))


def test_every_example_that_the_standards_bodies_give_is_read_or_told_why(shared_data: Path) -> None:
    paths = [*(shared_data / "ninjs/examples").iterdir(), *(shared_data / "newsml-g2").iterdir()]
    readings = {path.name: read(Document(path.read_bytes(), name=path.name)) for path in paths}
    read_ones = {name for name, one in readings.items() if isinstance(one.parts[0], ArticleDraft)}
    # A package of references, a video without a headline, and items of dots hold no article.
    assert len(readings) - len(read_ones) <= 3
