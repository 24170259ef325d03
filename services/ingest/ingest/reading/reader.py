"""Port of reading, and the refusals of documents that a reader did not survive."""

from enum import StrEnum
from http import HTTPStatus
from typing import Protocol

from ingest.formats.document import Document
from ingest.formats.links import PageLinks, Sitemap
from ingest.formats.read import ParsedDocument
from newsroom.http.problems import ProblemError

_SOON = 5  # seconds


class DocumentReader(Protocol):
    """Reader of documents in any format, whatever they do to it."""

    async def read(self, document: Document, sender: str) -> ParsedDocument:
        """The parts of a document. No `sender` may keep another waiting for long.

        Raises ProblemError where it cannot be read, or nothing can be read now.
        """
        ...

    async def sitemap(self, document: Document, sender: str) -> Sitemap:
        """The links of a sitemap, or of an index of them. Raises ProblemError."""
        ...

    async def links(self, document: Document, pattern: str, sender: str) -> PageLinks:
        """The links of a page whose addresses have the form of an expression. Raises ProblemError."""
        ...


class Harm(StrEnum):
    """The limit that a document went over; the value is its name in metrics and logs."""

    TIME = "time"
    MEMORY = "memory"
    OUTPUT = "output"
    CRASH = "crash"
    FAULT = "fault"


_HARMS = {
    Harm.TIME: "reading it took longer than a document may take",
    Harm.MEMORY: "reading it took more memory than a document may take",
    Harm.OUTPUT: "it unfolds to more text than a document may hold",
    Harm.CRASH: "it crashed the process that read it",
    Harm.FAULT: "it met a fault of ours, which has been logged",
}


def harmful(harm: Harm) -> ProblemError:
    """The refusal of a document that went over a limit: for good, the same would do the same again."""
    return ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, f"This document cannot be read: {_HARMS[harm]}.")


def overloaded() -> ProblemError:
    """The refusal of a document for now: too many wait to be read."""
    detail = "Too many documents wait to be read: send it again soon."
    return ProblemError(HTTPStatus.SERVICE_UNAVAILABLE, detail, retry_after=_SOON)


def too_many_at_once() -> ProblemError:
    """The refusal of a document for now: too many of its own sender's wait to be read."""
    detail = "Too many documents of this sender wait to be read: send them one after the other."
    return ProblemError(HTTPStatus.TOO_MANY_REQUESTS, detail, retry_after=_SOON)
