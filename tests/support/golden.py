"""Untidy files of every format, each with the parts that a careful reader finds in it.

`python -m tests.support.golden` writes what is found today beside them: read it before you keep it.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.formats.document import Document, DocumentPart, Doubted, Unreadable, Withdrawal
from ingest.formats.read import read

GOLDEN = Path(__file__).parents[1] / "golden"
EXPECTED = ".expected.json"


def golden_files() -> Iterator[Path]:
    """Every file that is to be read, by format and name."""
    yield from sorted(
        path for path in GOLDEN.glob("*/*") if path.is_file() and not path.name.endswith(EXPECTED)
    )


def found_in(path: Path) -> dict[str, Any]:
    """The parts of a file that was read, as JSON has them."""
    parsed = read(Document(path.read_bytes(), name=path.name))
    parts = [_as_json(part) for part in parsed.parts]
    return {"format": parsed.format, "is_collection": parsed.is_collection, "articles": parts}


def expected_beside(path: Path) -> Path:
    return path.with_name(path.name + EXPECTED)


def _as_json(part: DocumentPart) -> dict[str, Any]:
    match part:
        case Unreadable(problem):
            return {"refused": problem.detail}
        case Withdrawal():
            when = part.modified_at.isoformat() if part.modified_at else None
            return {
                "withdrawn": part.source_id,
                "source": part.source,
                "reason": part.reason,
                "modified_at": when,
            }
        case Doubted(draft, doubts):
            asked = {doubt.field: doubt.reason for doubt in doubts}
            return {"doubted": asked, **draft.model_dump(mode="json", exclude_defaults=True)}
    return part.model_dump(mode="json", exclude_defaults=True)


if __name__ == "__main__":
    for file in golden_files():
        text = json.dumps(found_in(file), ensure_ascii=False, indent=1)
        expected_beside(file).write_text(text + "\n", "utf-8")
