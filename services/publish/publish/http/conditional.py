"""Conditional requests (RFC 9110, section 13): the one place that decides between 200 and 304.

The entity tag alone decides. A date cannot: a withdrawal takes an article out of a feed and may leave
the newest date as it was, or set it back, and a reader who got a 304 would keep the article.
So `Last-Modified` is sent and `If-Modified-Since` is not heeded.
"""

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from http import HTTPStatus

from fastapi import Request
from fastapi.responses import Response

_TAGS = re.compile(r'(?:W/)?("[^"]*")')


def conditional(
    request: Request,
    body: bytes,
    media_type: str,
    *,
    changed_at: datetime | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer with its strong entity tag; 304 without a body where the reader has these very bytes.

    Caches must ask again each time, since what was withdrawn must be gone at once.
    """
    tag = entity_tag(body)
    sent = {"ETag": tag, "Cache-Control": "no-cache", **(headers or {})}
    if changed_at is not None:
        sent["Last-Modified"] = format_datetime(changed_at.astimezone(UTC), usegmt=True)
    if has_already(request.headers.getlist("If-None-Match"), tag):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=sent)
    return Response(body, media_type=media_type, headers=sent)


def entity_tag(body: bytes) -> str:
    """Equal for equal bytes alone."""
    return f'"{hashlib.blake2b(body, digest_size=16).hexdigest()}"'


def has_already(if_none_match: list[str], tag: str) -> bool:
    """Whether a request's `If-None-Match` names the tag, by weak comparison as section 13.1.2 has it."""
    wanted = ",".join(if_none_match)
    return wanted.strip() == "*" or tag in _TAGS.findall(wanted)
