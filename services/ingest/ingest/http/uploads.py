"""A request's body as a document: what its headers say of it."""

from email.message import Message
from pathlib import PurePath

from starlette.requests import Request

from ingest.formats.document import Document


def document_of(request: Request, content: bytes, source: str | None) -> Document:
    """What was sent; `Content-Disposition` may name its file, `Content-Location` where it is from."""
    headers = Message()
    for name in ("content-type", "content-disposition"):
        if name in request.headers:
            headers[name] = request.headers[name]
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    file = headers.get_filename()
    return Document(
        content,
        media_type=media_type or None,
        charset=headers.get_content_charset(),
        url=request.headers.get("content-location"),
        name=PurePath(file).name if file else None,
        source=source,
    )
