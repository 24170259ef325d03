"""Requests of `newsroom send`: files as they are, or native articles in batches."""

import json
import mimetypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

from newsroom.commands import article_files
from newsroom.commands.article_files import Format

NDJSON = "application/x-ndjson"
_BATCH = 200  # articles in one request
# Media types by suffix; for any other file ingest inspects the content.
_MEDIA_TYPES = {
    **{
        ".eml": "message/rfc822",
        ".ninjs": "application/vnd.iptc.ninjs+json",
        ".nitf": "application/nitf+xml",
    },
    **{".rss": "application/rss+xml", ".atom": "application/atom+xml", ".rdf": "application/rdf+xml"},
    **{".nitf": "application/nitf+xml", ".html": "text/html", ".htm": "text/html", ".xml": "application/xml"},
}
_ANY = "application/octet-stream"
_SOURCE_OF_PAGES = "report"


@dataclass(frozen=True, slots=True)
class PostRequest:
    """Request to ingest. `disposition` names the file; `path` is that of the call, with its query."""

    origin: str
    body: bytes
    media_type: str
    path: str = "/v1/articles"
    disposition: str | None = None


def files_in(paths: Sequence[Path]) -> Iterator[Path]:
    """The files themselves, and all files in folders by name, hidden ones left out."""
    for path in paths:
        if path.is_dir():
            yield from (
                file
                for file in sorted(path.rglob("*"))
                if file.is_file() and not any(part.startswith(".") for part in file.relative_to(path).parts)
            )
        else:
            yield path


def post_requests(
    name: str, content: bytes, file_format: Format | None, source: str | None
) -> Iterator[PostRequest]:
    """The requests of one file. Raises ValueError where it is not in the given format."""
    if file_format is None:
        file_format = _native_format(name, content)
    if file_format is None:
        yield _document(name, content, source)
        return
    articles = article_files.read(content.decode("utf-8-sig"), file_format, source or _SOURCE_OF_PAGES)
    for start in range(0, len(articles), _BATCH):
        yield PostRequest(name, "\n".join(articles[start : start + _BATCH]).encode(), NDJSON)


def _native_format(name: str, content: bytes) -> Format | None:
    """Format of native articles, which are sent in batches; None for any other file."""
    if name.endswith((".ndjson", ".jsonl")):
        return Format.NDJSON
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start not in (b"{", b"[") or b'"source_id"' not in content:
        return None
    try:
        value = json.loads(content)
    except ValueError:
        first = content.split(b"\n", 1)[0].rstrip()
        return Format.NDJSON if first.endswith(b"}") else None
    first_article = value[0] if isinstance(value, list) and value else value
    return Format.NATIVE if isinstance(first_article, dict) and "source_id" in first_article else None


def _document(name: str, content: bytes, source: str | None) -> PostRequest:
    file = Path(name).name
    guessed, encoding = mimetypes.guess_type(file)
    candidate = _MEDIA_TYPES.get(Path(file).suffix.lower()) or (_ANY if encoding else guessed) or _ANY
    # The content of a text or a JSON file is for ingest to recognise.
    media_type = candidate if candidate in _MEDIA_TYPES.values() else _ANY
    query = f"?{urlencode({'source': source})}" if source else ""
    return PostRequest(
        name, content, media_type, f"/v1/articles{query}", f"attachment; filename*=UTF-8''{quote(file)}"
    )
