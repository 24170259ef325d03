"""Reading a request's body: of the right media type, and not beyond a limit."""

from collections.abc import Collection
from http import HTTPStatus

from starlette.requests import ClientDisconnect, Request

from newsroom.http.problems import ProblemError


def media_type_of(request: Request, known: Collection[str]) -> str:
    """The body's media type. Raises ProblemError where it is not a known one, or is compressed."""
    encoding = request.headers.get("content-encoding", "identity")
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if encoding == "identity" and media_type in known:
        return media_type
    raise wrong_media_type(media_type + ("" if encoding == "identity" else f", {encoding}"), known)


def wrong_media_type(found: str, known: Collection[str]) -> ProblemError:
    """The refusal that names what is taken."""
    return ProblemError(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        f"Send {' or '.join(known)}, not compressed; this is {found or 'no media type'}.",
    )


async def read_body(request: Request, limit: int, too_large: ProblemError) -> bytes:
    """The whole body. Raises `too_large` as soon as it is known to be."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > limit:
        raise too_large
    body = bytearray()
    try:
        async for piece in request.stream():
            body += piece
            if len(body) > limit:
                raise too_large
    except ClientDisconnect as gone:
        raise ProblemError(HTTPStatus.BAD_REQUEST, "The body broke off.") from gone
    return bytes(body)
