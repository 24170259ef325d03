"""Events stay readable: today's code reads all that was ever written, yesterday's schemas accept today's."""

import json
from collections.abc import Iterable, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from newsroom.events.catalogue import CATALOGUE, EventType

WRITTEN = Path(str(resources.files("newsroom.events"))) / "examples"  # AsyncAPI shows them, too
FOLDER = Path(__file__).parent / "examples"
TYPES = {kind.name: kind for kind in CATALOGUE}


def files(folder: Path) -> Sequence[Path]:
    return sorted(folder.glob("newsroom.*.json"))


def names(paths: Iterable[Path]) -> list[str]:
    return [path.stem for path in paths]


def type_of(path: Path) -> EventType[Any]:
    """A further example of a type has a number after its name."""
    return next(TYPES[name] for name in (path.stem, path.stem.rpartition(".")[0]) if name in TYPES)


EXAMPLES, SCHEMAS = files(WRITTEN), files(FOLDER / "schemas")


def test_every_type_has_an_example_and_a_schema() -> None:
    assert {type_of(path).name for path in EXAMPLES} == set(TYPES)
    assert {type_of(path).name for path in SCHEMAS} == set(TYPES)


@pytest.mark.parametrize("path", EXAMPLES, ids=names(EXAMPLES))
def test_todays_code_reads_what_was_written(path: Path) -> None:
    written = json.loads(path.read_text("utf-8"))
    event = type_of(path).decode(path.read_bytes())
    again = json.loads(type_of(path).encode(event))
    assert (again["id"], again["type"]) == (written["id"], written["type"])
    assert _is_within(written["data"], again["data"])


@pytest.mark.parametrize("path", SCHEMAS, ids=names(SCHEMAS))
def test_yesterdays_schema_accepts_todays_events(path: Path) -> None:
    validator = jsonschema.Draft202012Validator(
        json.loads(path.read_text("utf-8")), format_checker=jsonschema.FormatChecker()
    )
    kind = type_of(path)
    for example in EXAMPLES:
        if type_of(example) is kind:
            validator.validate(json.loads(kind.encode(kind.decode(example.read_bytes()))))


def _is_within(part: Any, whole: Any) -> bool:
    """Whether all that was written is there still; fields may have been added."""
    if isinstance(part, dict) and isinstance(whole, dict):
        return all(name in whole and _is_within(value, whole[name]) for name, value in part.items())
    if isinstance(part, list) and isinstance(whole, list):
        return len(part) == len(whole) and all(map(_is_within, part, whole))
    return bool(part == whole)
