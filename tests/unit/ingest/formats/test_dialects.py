"""Documents as agencies, press offices and sites make them, by dialect, with what is right beside each.

A row of `dialects.jsonl` is one document: its content, what is known of it from outside, and, for each
article, the fields that matter. `has_text` must be in the text, `no_text` must not; `pics` are the pictures'
addresses.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ingest.content.language import LanguageCheck
from ingest.content.source_rules import SourceRules
from ingest.formats.document import Document, DocumentPart, Doubted, Unreadable, Withdrawal
from ingest.formats.doubts.examine import examined
from ingest.formats.read import read
from newsroom.events.articles import ArticleDraft
from newsroom.http.problems import ProblemError

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
ROWS = [
    json.loads(row)
    for row in (Path(__file__).parent / "dialects.jsonl").read_text("utf-8").split("\n")
    if row
]
INSTANTS = ("date", "modified", "embargo")


@pytest.fixture(scope="module")
def check() -> LanguageCheck:
    return LanguageCheck.of(SourceRules({}), ("en", "az", "ru"))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_a_dialect_is_read_as_a_careful_reader_would(row: Mapping[str, Any], check: LanguageCheck) -> None:
    found = [_fields(examined(part, NOW, check.foreign)) for part in _parts(row)]
    assert len(found) == len(row["right"]), found
    for right, fields in zip(row["right"], found, strict=True):
        assert not list(_wrong(right, fields)), fields


def _parts(row: Mapping[str, Any]) -> Iterator[DocumentPart]:
    charset = row.get("charset", "utf-8")
    outside = {field: row[field] for field in ("media_type", "url") if field in row}
    try:
        yield from read(Document(row["content"].encode(charset), **outside)).parts
    except ProblemError as problem:
        yield Unreadable(problem)


def _fields(part: DocumentPart) -> dict[str, Any]:
    match part:
        case Unreadable(problem):
            return {"is": "refused", "detail": problem.detail}
        case Withdrawal():
            return {"is": "withdrawn", "id": part.source_id, "source": part.source, "version": part.version}
        case Doubted(draft, doubts):
            return {**_of_draft(draft), "is": "held", "kinds": sorted({doubt.kind.value for doubt in doubts})}
    return _of_draft(part)


def _of_draft(draft: ArticleDraft) -> dict[str, Any]:
    tags = [getattr(tag, "label", tag) for tag in draft.tags]
    return {
        **draft.model_dump(mode="json"),
        "is": "article",
        "id": draft.source_id,
        "text": draft.body or draft.body_html,
        "date": draft.published_at,
        "modified": draft.modified_at,
        "embargo": draft.embargo_until,
        "tags": tags,
        "pics": [medium.url for medium in draft.media],
    }


def _wrong(right: Mapping[str, Any], fields: Mapping[str, Any]) -> Iterator[str]:
    for name, value in right.items():
        kind, _, field = name.partition("_")
        words = [value] if isinstance(value, str) else value
        if kind == "has" and field:
            yield from (f"{field} lacks {word!r}" for word in words if word not in str(fields.get(field)))
        elif kind == "no" and field:
            yield from (f"{field} has {word!r}" for word in words if word in str(fields.get(field)))
        elif name in INSTANTS:
            if fields.get(name) != (datetime.fromisoformat(value) if value else None):
                yield f"{name} is {fields.get(name)}, not {value}"
        elif fields.get(name) != value:
            yield f"{name} is {fields.get(name)!r}, not {value!r}"
