"""Forms of the desk's pages: parsed, bounded in size, and paths kept within the desk."""

import re
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qsl

from fastapi import Request

from translate.desk_site.request_errors import RefusedError

_MEDIA_TYPE = "application/x-www-form-urlencoded"
_LONGEST = 64_000  # bytes
_MOST_FIELDS = 100
_LONGEST_PATH = 1000  # characters
_PAGES = (
    "suggestions|stories|search|held|discrepancies|articles|topics|linking|quarantines|seen|subscriptions"
)
_PAGE = re.compile(rf"/desk/(?:(?:{_PAGES})(?:/[\w.-]+)*)?(?:\?[^\s\\]*)?", re.ASCII)
LONGEST_REASON = 2000  # characters, as in the desk API


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form, in their order."""

    fields: tuple[tuple[str, str], ...]

    def get(self, name: str) -> str:
        """A field's value, empty where it was left out."""
        return next((value.strip() for key, value in self.fields if key == name), "")

    def all(self, name: str) -> list[str]:
        """Every value of a field that may be repeated."""
        return [value.strip() for key, value in self.fields if key == name]

    @property
    def reason(self) -> str | None:
        """The editor's reason, None where none is given. Raises RefusedError where it is too long."""
        text = " ".join(self.get("reason").split())
        if len(text) > LONGEST_REASON:
            raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, "long-reason")
        return text or None

    @property
    def required_reason(self) -> str:
        """The editor's reason. Raises RefusedError where none is given."""
        if (reason := self.reason) is None:
            raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, "no-reason")
        return reason


async def read_form(request: Request) -> Form:
    """The form in a request's body. Raises RefusedError."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _MEDIA_TYPE:
        raise RefusedError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "malformed")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LONGEST:
            raise RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "malformed")
    try:
        fields = parse_qsl(
            body.decode(), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS
        )
    except ValueError as error:
        raise RefusedError(HTTPStatus.BAD_REQUEST, "malformed") from error
    return Form(tuple((name, value.replace("\0", "")) for name, value in fields))


def path_within(path: str) -> str:
    """A redirect's target that a form names, if it is one of the desk's pages; else the desk's first page."""
    return path if len(path) <= _LONGEST_PATH and _PAGE.fullmatch(path) else "/desk/"
