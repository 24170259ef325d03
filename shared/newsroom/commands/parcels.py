"""What `newsroom send` posts: files as they are, or articles of our own by the batch."""

import json
import mimetypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

from newsroom.commands import drafts
from newsroom.commands.drafts import Format

NDJSON = "application/x-ndjson"
_AT_ONCE = 200  # articles in one post
# Beyond what the machine's own table knows; for anything else ingest looks at the content.
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
class Parcel:
    """One post. `headers` tell the file's name; `path` is that of the call, with its query."""

    origin: str
    body: bytes
    media_type: str
    path: str = "/v1/articles"
    disposition: str | None = None


def files_in(paths: Sequence[Path]) -> Iterator[Path]:
    """Files as they are, folders as all that is in them by name, but what is hidden."""
    for path in paths:
        if path.is_dir():
            yield from (
                one
                for one in sorted(path.rglob("*"))
                if one.is_file() and not any(part.startswith(".") for part in one.relative_to(path).parts)
            )
        else:
            yield path


def parcels(name: str, content: bytes, file_format: Format | None, source: str | None) -> Iterator[Parcel]:
    """What to post of one file. Raises ValueError where it is not in the format that was named."""
    if file_format is None:
        file_format = _own_format(name, content)
    if file_format is None:
        yield _document(name, content, source)
        return
    articles = drafts.read(content.decode("utf-8-sig"), file_format, source or _SOURCE_OF_PAGES)
    for start in range(0, len(articles), _AT_ONCE):
        yield Parcel(name, "\n".join(articles[start : start + _AT_ONCE]).encode(), NDJSON)


def _own_format(name: str, content: bytes) -> Format | None:
    """Articles as ingest defines them go by the batch, however many; None for any other file."""
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
    one = value[0] if isinstance(value, list) and value else value
    return Format.NATIVE if isinstance(one, dict) and "source_id" in one else None


def _document(name: str, content: bytes, source: str | None) -> Parcel:
    file = Path(name).name
    guessed, encoding = mimetypes.guess_type(file)
    known = _MEDIA_TYPES.get(Path(file).suffix.lower()) or (_ANY if encoding else guessed) or _ANY
    # What a text or a JSON file holds is for ingest to find out.
    media_type = known if known in _MEDIA_TYPES.values() else _ANY
    query = f"?{urlencode({'source': source})}" if source else ""
    return Parcel(
        name, content, media_type, f"/v1/articles{query}", f"attachment; filename*=UTF-8''{quote(file)}"
    )
