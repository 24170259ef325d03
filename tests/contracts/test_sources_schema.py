"""docs/schemas/sources.schema.json is what the code reads, and a schema that a validator takes."""

import json
from collections.abc import Mapping
from pathlib import Path

import jsonschema
import pytest

from ingest.sources.config.file import SourcesFileError, parse_sources
from ingest.sources.config.schema import schema

FILE = Path(__file__).parents[2] / "docs" / "schemas" / "sources.schema.json"
CURE = (
    "it is not what the code says: run `python -m ingest.sources schema > docs/schemas/sources.schema.json`"
)
FEED = {"name": "wire", "kind": "feed", "url": "https://example.com/feed"}


def test_the_file_is_current() -> None:
    assert FILE.read_bytes() == schema(), CURE


@pytest.mark.parametrize(
    ("sources", "is_right"),
    [
        ([], True),
        ([FEED], True),
        ([{**FEED, "interval": {"min": "90s", "max": 7200}, "silence": "off"}], True),
        ([{**FEED, "silence": "12h", "categories": {"Politics": "politics"}, "pages": True}], True),
        ([{"name": "drop", "kind": "folder", "path": "/srv/in"}], True),
        ([{**FEED, "kind": "pigeon"}], False),
        ([{**FEED, "interval": "often"}], False),
        ([{**FEED, "ulr": "x"}], False),
        ([{**FEED, "url": "ftp://example.com"}], False),
        ([{"kind": "feed", "url": "https://example.com"}], False),
    ],
)
def test_the_schema_and_the_code_agree(sources: list[object], is_right: bool) -> None:
    _agree({"sources": sources}, is_right)


@pytest.mark.parametrize(
    ("trusted", "is_right"),
    [
        ({"az-desk": ["report", "ministry"]}, True),
        ({}, True),
        ({"az-desk": "report"}, False),
        ({"AZ desk": ["report"]}, False),
        ({"az-desk": ["Report!"]}, False),
    ],
)
def test_they_agree_on_trusted_originals(trusted: object, is_right: bool) -> None:
    _agree({"trusted_originals": trusted}, is_right)


def _agree(document: Mapping[str, object], is_right: bool) -> None:
    errors = list(jsonschema.Draft202012Validator(json.loads(schema())).iter_errors(document))
    assert (not errors) is is_right
    try:
        parse_sources(json.dumps(document), {}, Path("sources.yaml"))
        assert is_right
    except SourcesFileError:
        assert not is_right
