"""Readers of the files of articles that `newsroom send` splits itself: one JSON text an article."""

import json
from collections.abc import Callable, Mapping
from enum import StrEnum

from pydantic import TypeAdapter

from newsroom.client import page_text

Json = dict[str, object]
_ONE_OR_MORE: TypeAdapter[Json | list[Json]] = TypeAdapter(Json | list[Json])


class Format(StrEnum):
    """Format of a file that is split here; any other file goes to ingest whole."""

    NATIVE = "native"
    NDJSON = "ndjson"
    PAGE_TEXT = "page-text"


def read(text: str, file_format: Format, source: str) -> list[str]:
    """One JSON text an article. Raises ValueError where the text is not in that format.

    Native articles pass unvalidated: validation is ingest's.
    """
    return READERS[file_format](text, source)


def _native(text: str, _: str) -> list[str]:
    articles = _ONE_OR_MORE.validate_python(json.loads(text))
    return [json.dumps(article) for article in (articles if isinstance(articles, list) else [articles])]


def _ndjson(text: str, _: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def _page_text(text: str, source: str) -> list[str]:
    return [draft.model_dump_json(exclude_defaults=True) for draft in page_text.parse(text, source=source)]


READERS: Mapping[Format, Callable[[str, str], list[str]]] = {
    Format.NATIVE: _native,
    Format.NDJSON: _ndjson,
    Format.PAGE_TEXT: _page_text,
}
