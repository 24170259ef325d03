"""Attachments of a mail that hold its article: plain text, HTML, Word documents."""

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import mammoth  # type: ignore[import-untyped]  # it has no types

from ingest.formats.syntax.charset import decoded
from ingest.formats.values.texts import inner_body

_LARGEST = 20_000_000  # bytes of a Word document, unpacked
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class AttachedText:
    """The text of an attachment, in one of the two."""

    html: str | None = None
    plain: str | None = None


# Reads the text of an attachment, by its bytes and the charset that it is said to be in.
TextReader = Callable[[bytes, str | None], AttachedText | None]


def attached_text(content: bytes, media_type: str, name: str, charset: str | None) -> AttachedText | None:
    """The text of an attachment; None where it is of another kind, or none can be read."""
    ending = name.lower().rpartition(".")[2]
    reader = _READERS.get(media_type) or _READERS.get(ending)
    return reader(content, charset) if reader is not None else None


def _plain(content: bytes, charset: str | None) -> AttachedText | None:
    text = decoded(content, charset).strip()
    return AttachedText(plain=text) if text else None


def _html(content: bytes, charset: str | None) -> AttachedText | None:
    html = inner_body(decoded(content, charset))
    return AttachedText(html=html) if html else None


def _word(content: bytes, charset: str | None) -> AttachedText | None:  # noqa: ARG001 - it has its own
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _LARGEST:
                return None
        result = mammoth.convert_to_html(io.BytesIO(content), external_file_access=False)
    except (zipfile.BadZipFile, KeyError, ValueError, AttributeError, NotImplementedError, OSError):
        return None
    html: str = result.value
    return AttachedText(html=html) if html.strip() else None


_READERS: Mapping[str, TextReader] = {
    **dict.fromkeys(("text/plain", "txt"), _plain),
    **dict.fromkeys(("text/html", "html", "htm"), _html),
    **dict.fromkeys((_WORD, "docx"), _word),
}
