"""Untidy files of every format, and what a careful reader finds in each.

`python -m tests.support.golden` writes what is found today beside them: read it before you keep it.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.formats.document import Document, Read, Unreadable, Withdrawal
from ingest.formats.read import read

GOLDEN = Path(__file__).parents[1] / "golden"
EXPECTED = ".expected.json"


def golden_files() -> Iterator[Path]:
    """Every file that is to be read, by format and name."""
    yield from sorted(
        path for path in GOLDEN.glob("*/*") if path.is_file() and not path.name.endswith(EXPECTED)
    )


def found_in(path: Path) -> dict[str, Any]:
    """What reading a file gives, as JSON has it."""
    reading = read(Document(path.read_bytes(), name=path.name))
    articles = [_as_json(article) for article in reading.articles]
    return {"format": reading.format, "is_collection": reading.is_collection, "articles": articles}


def expected_beside(path: Path) -> Path:
    return path.with_name(path.name + EXPECTED)


def _as_json(article: Read) -> dict[str, Any]:
    match article:
        case Unreadable(problem):
            return {"refused": problem.detail}
        case Withdrawal():
            when = article.modified_at.isoformat() if article.modified_at else None
            return {
                "withdrawn": article.source_id,
                "source": article.source,
                "reason": article.reason,
                "modified_at": when,
            }
    return article.model_dump(mode="json", exclude_defaults=True)


if __name__ == "__main__":
    for file in golden_files():
        text = json.dumps(found_in(file), ensure_ascii=False, indent=1)
        expected_beside(file).write_text(text + "\n", "utf-8")
