"""Articles in the contract's own format: one, a list of them, or one a line."""

import json
import re
from collections.abc import Iterator, Sequence
from http import HTTPStatus

from pydantic import JsonValue, TypeAdapter, ValidationError
from pydantic_core import to_json

from ingest.formats.document import Document, DocumentPart, Unreadable
from ingest.formats.json.shapes import foreign_name
from newsroom.events.articles import ArticleDraft
from newsroom.http.problems import FieldProblem, ProblemError, invalid

_DRAFT = TypeAdapter(ArticleDraft)
_ARTICLES = TypeAdapter(list[JsonValue])
_HEADLINE = re.compile(rb'"headline"\s{0,9}:\s{0,9}("(?:[^"\\]++|\\.)*+")')
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def draft_of(encoded: bytes) -> ArticleDraft:
    """One article. Raises ProblemError: malformed, or a wrong field."""
    try:
        return _DRAFT.validate_json(encoded.removeprefix(_BYTE_ORDER_MARK))
    except ValidationError as error:
        raise invalid(error.errors(include_url=False, include_input=False)) from error


def headline_as_written(encoded: bytes) -> str | None:
    """The headline with control characters that a draft leaves out; None where there is no sign of any."""
    written = _HEADLINE.search(encoded) if b"\\u00" in encoded else None
    try:
        return str(json.loads(written[1])) if written else None
    except ValueError:
        return None


def is_plainly_native(content: bytes) -> bool:
    """Whether JSON has no sign of another format in it: a look that costs next to nothing."""
    foreign = (b'"uri"', b'"guid"', b"jsonfeed.org")
    return b'"source_id"' in content and not any(sign in content for sign in foreign)


def read_native(document: Document) -> Sequence[DocumentPart]:
    """Reads one article, a list, or lines of them. Raises ProblemError where it is no JSON at all."""
    return [_read(encoded, document.source) for encoded in _articles_in(document.content)]


def _read(encoded: bytes, source: str | None) -> DocumentPart:
    try:
        draft = draft_of(encoded)
    except ProblemError as problem:
        return Unreadable(_foreign(encoded) or problem)
    if source is None or draft.source == source:
        return draft
    wrong = FieldProblem("source", f"it is {draft.source}, in what was sent for {source}")
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return Unreadable(ProblemError(status, f"source: {wrong.problem}.", errors=[wrong]))


def _foreign(encoded: bytes) -> ProblemError | None:
    """A refusal that names whose JSON it is: our own fields would tell its sender nothing."""
    try:
        name = foreign_name(json.loads(encoded))
    except (ValueError, RecursionError):
        return None
    if name is None:
        return None
    return ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, f"This looks like {name}, which is not read.")


def _articles_in(content: bytes) -> Iterator[bytes]:
    content = content.removeprefix(_BYTE_ORDER_MARK).strip()
    if content.startswith(b"["):
        try:
            articles = _ARTICLES.validate_json(content)
        except ValidationError as error:
            raise invalid(error.errors(include_url=False, include_input=False)) from error
        yield from map(to_json, articles)
    elif is_lines(content):
        yield from (line for line in map(bytes.strip, content.split(b"\n")) if line)
    else:
        yield content


def is_lines(content: bytes) -> bool:
    """Whether it is one article a line, and not one spread over lines."""
    first, _, rest = content.partition(b"\n")
    return first.rstrip().endswith(b"}") and rest.lstrip().startswith(b"{")
