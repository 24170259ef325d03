"""docs/asyncapi.json and docs/schemas are what the code says."""

from pathlib import Path

import pytest

from newsroom.streams.asyncapi import contract_files

DOCS = Path(__file__).parents[2] / "docs"
CURE = "it is not what the code says: run `python -m newsroom.streams.asyncapi docs`"


@pytest.mark.parametrize(("path", "contents"), list(contract_files()), ids=str)
def test_the_file_is_current(path: Path, contents: bytes) -> None:
    assert (DOCS / path).read_bytes() == contents, CURE


def test_there_is_no_schema_of_an_event_that_is_no_more() -> None:
    wanted = {DOCS / path for path, _ in contract_files()}
    assert set((DOCS / "schemas").iterdir()) <= wanted
