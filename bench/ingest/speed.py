"""Articles a second by format, on one core, from bytes to drafts."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.formats.document import Document
from ingest.formats.media_types import Format
from ingest.formats.read import read
from newsroom.http.problems import ProblemError

GOLDEN = Path(__file__).parents[2] / "tests" / "golden"
_WARM_UP = 3  # readings before the clock runs: modules are loaded, expressions compiled


@dataclass(frozen=True, slots=True)
class Speed:
    """Of one format. `kilobytes` are of one document, on average."""

    format: str
    documents: int
    kilobytes: float
    articles_a_second: float
    megabytes_a_second: float


def speeds(seconds: float) -> Iterator[Speed]:
    """One for each format, measured for so long, over the golden files."""
    for kind in Format:
        documents = [
            Document(path.read_bytes(), name=path.name)
            for path in sorted((GOLDEN / kind.value).iterdir())
            if not path.name.endswith(".expected.json")
        ]
        yield _speed(kind, documents, seconds)


def _speed(kind: Format, documents: Sequence[Document], seconds: float) -> Speed:
    for _ in range(_WARM_UP):
        _articles_in(documents)
    articles, rounds, started = 0, 0, time.perf_counter()
    while (passed := time.perf_counter() - started) < seconds:
        articles += _articles_in(documents)
        rounds += 1
    size = sum(len(document.content) for document in documents)
    mean, rate = size / len(documents) / 1000, rounds * size / passed / 1e6
    return Speed(kind.value, len(documents), mean, articles / passed, rate)


def _articles_in(documents: Sequence[Document]) -> int:
    found = 0
    for document in documents:
        try:
            found += len(read(document).parts)
        except ProblemError:
            continue
    return found
