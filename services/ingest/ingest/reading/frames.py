"""Frames between ingest and its workers: a length, then a pickle; what a worker writes is not trusted.

A worker may be in the hands of a document's author, so its answers are unpickled with a short list of classes
(pickle's "restricting globals") that do nothing but hold values.
"""

import io
import pickle
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from ingest.formats.document import Document
from ingest.formats.links import PageLinks, Sitemap
from ingest.formats.read import ParsedDocument
from newsroom.http.problems import ProblemError

LENGTH = 8  # bytes
OUT_OF_MEMORY = 86  # the exit code of a worker that says so
_MODULES = frozenset(
    {
        "ingest.formats.document",
        "ingest.formats.links",
        "ingest.formats.read",
        "newsroom.events.articles",
        "newsroom.events.holds",
    }
)
_CLASSES = frozenset(
    {
        ("newsroom.http.problems", "ProblemError"),
        ("newsroom.http.problems", "FieldProblem"),
        ("ingest.reading.frames", "Fault"),
        ("http", "HTTPStatus"),
        ("datetime", "datetime"),
        ("datetime", "timezone"),
        ("datetime", "timedelta"),
    }
)


class Task(StrEnum):
    """Tasks that a worker does with a document."""

    READ = "read"
    SITEMAP = "sitemap"
    LINKS = "links"


@dataclass(frozen=True, slots=True)
class Request:
    """A document and what is to be done with it; `pattern` is the form of links."""

    task: Task
    document: Document
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """An error in an adapter that none should end in, with the last of its traceback."""

    traceback: str


Answer: TypeAlias = ParsedDocument | Sitemap | PageLinks | ProblemError | Fault


class BrokenAnswerError(Exception):
    """The answer of a worker is none."""


def framed(content: bytes) -> bytes:
    return len(content).to_bytes(LENGTH) + content


def encoded_request(request: Request) -> bytes:
    return pickle.dumps(request, pickle.HIGHEST_PROTOCOL)


def decoded_request(content: bytes) -> Request:
    """Undoes `encoded_request`, in the worker: what its parent writes is trusted."""
    request: Request = pickle.loads(content)  # noqa: S301 - of our own parent
    return request


def encoded_answer(answer: Answer) -> bytes:
    return pickle.dumps(answer, pickle.HIGHEST_PROTOCOL)


def decoded_answer(content: bytes) -> Answer:
    """Undoes `encoded_answer`. Raises BrokenAnswerError. Slow for large ones: call it in a thread then."""
    try:
        answer = _ValuesOnly(io.BytesIO(content)).load()
    except (pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError) as error:
        raise BrokenAnswerError(str(error)) from error
    except (TypeError, ValueError, KeyError, OverflowError, MemoryError) as error:
        raise BrokenAnswerError(str(error)) from error
    if not isinstance(answer, Answer):
        raise BrokenAnswerError(f"a {type(answer).__name__}")
    return answer


class _ValuesOnly(pickle.Unpickler):
    """Unpickles classes of parsed documents, and nothing else."""

    def find_class(self, module: str, name: str) -> type:
        known = (module, name) in _CLASSES or (module in _MODULES and "." not in name)
        found = super().find_class(module, name) if known else None
        if not isinstance(found, type) or found.__module__ != module:
            raise pickle.UnpicklingError(f"{module}.{name} is no value of a document")
        return found
