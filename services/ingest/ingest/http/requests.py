"""The parts of a request: its sender, its media type, its body within a limit, and the body as a document."""

import contextlib
from collections.abc import Collection
from dataclasses import dataclass, replace
from email.message import Message
from http import HTTPStatus
from pathlib import PurePath

from fastapi import Request
from starlette.requests import ClientDisconnect

from ingest.access.keys import KeyRing, Sender
from ingest.access.pacing import A_REFUSAL, Pacer
from ingest.access.rate_limit import Limits
from ingest.formats.document import Document
from ingest.pipeline.validate import too_large
from newsroom.http.problems import ProblemError
from newsroom.runtime.clock import Clock
from newsroom.stores.errors import StoreUnavailableError

_LONGEST_HEADER = 2000  # characters
_LONGEST_NUMBER = 20  # digits
_SMALL = 100_000  # bytes: what is read of a sender that may send no article just now


@dataclass(frozen=True, slots=True)
class Admission:
    """A route's dependency: the sender of a request that its limits let in, before its body is read.

    Who goes on beyond a limit is refused later and later.
    """

    authentication: "Authentication"
    limits: Limits
    pacer: Pacer

    async def __call__(self, request: Request) -> Sender:
        """Raises ProblemError."""
        return await self._admitted(request, posts=False)

    async def posting(self, request: Request) -> Sender:
        """The same of a request that brings articles. Raises ProblemError.

        Where the sender may send none just now, a large body is refused unread; a small one may be a kill.
        """
        return await self._admitted(request, posts=True)

    async def known(self, request: Request) -> Sender:
        """The sender, whatever its limits: withdrawing what is its own is never limited, only paced."""
        sender = await self._authentic(request)
        if sender.per_minute:
            await self.pacer.settle(sender.label)
        return sender

    async def _admitted(self, request: Request, *, posts: bool) -> Sender:
        sender, size = await self._authentic(request), announced_size(request)
        try:
            if posts and (size is None or size > _SMALL):
                self.limits.check_articles(sender)
            await self.limits.request(sender)
            await self.limits.size(sender, size or 0)
        except ProblemError:
            self.pacer.owe(sender.label, A_REFUSAL, size or 0)
            await self.pacer.settle(sender.label)
            raise
        return sender

    async def _authentic(self, request: Request) -> Sender:
        try:
            return self.authentication(request)
        except ProblemError:
            address = request.client.host if request.client else None
            try:
                with contextlib.suppress(StoreUnavailableError):
                    await self.limits.wrong_key(address)
            except ProblemError:
                self.pacer.owe(f"wrong-key:{address}", A_REFUSAL)
                await self.pacer.settle(f"wrong-key:{address}")
                raise
            raise


@dataclass(frozen=True, slots=True)
class Authentication:
    """A route's dependency: the sender of a request, by its key."""

    keys: KeyRing
    clock: Clock

    def __call__(self, request: Request) -> Sender:
        """Raises ProblemError where the key is missing or not known."""
        sender = self.keys.sender(request.headers.get("authorization"), self.clock.now())
        return replace(sender, address=request.client.host if request.client else None)


def media_type_of(request: Request, known: Collection[str]) -> str:
    """The body's media type. Raises ProblemError where it is not a known one, or is compressed."""
    encoding = request.headers.get("content-encoding", "identity")
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if encoding == "identity" and media_type in known:
        return media_type
    raise wrong_media_type(media_type + ("" if encoding == "identity" else f", {encoding}"), known)


def wrong_media_type(media_type: str, known: Collection[str]) -> ProblemError:
    """The refusal that names what is taken."""
    return ProblemError(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        f"Send {' or '.join(known)}, not compressed; this is {media_type or 'no media type'}.",
    )


async def read_body(request: Request, limit: int) -> bytes:
    """The whole body. Raises ProblemError as soon as it is known to be above the limit, in bytes."""
    if (announced_size(request) or 0) > limit:
        raise too_large(limit)
    body = bytearray()
    try:
        async for piece in request.stream():
            body += piece
            if len(body) > limit:
                raise too_large(limit)
    except ClientDisconnect as error:
        raise ProblemError(HTTPStatus.BAD_REQUEST, "The body broke off.") from error
    return bytes(body)


def announced_size(request: Request) -> int | None:
    """The bytes of the body, as its sender announces them."""
    announced = request.headers.get("content-length", "")
    return int(announced) if announced.isdecimal() and len(announced) < _LONGEST_NUMBER else None


def document_of(request: Request, content: bytes, source: str | None) -> Document:
    """The body as a document; `Content-Disposition` may name its file, `Content-Location` its address."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    file, charset = _parameters(request)
    return Document(
        content,
        media_type=media_type or None,
        charset=charset,
        url=request.headers.get("content-location"),
        name=PurePath(file).name if file else None,
        source=source,
    )


def _parameters(request: Request) -> tuple[str | None, str | None]:
    """The file's name and the charset; none where the headers that give them are no headers."""
    headers = Message()
    for name in ("content-type", "content-disposition"):
        if name in request.headers:
            headers[name] = request.headers[name][:_LONGEST_HEADER]
    try:
        return headers.get_filename(), headers.get_content_charset()
    except (ValueError, LookupError):  # of parameters that are counted with 5,000 digits, say
        return None, None
