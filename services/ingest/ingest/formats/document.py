"""Documents as they were sent or fetched, and the parts that an adapter reads in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Protocol, TypeAlias

from newsroom.events.articles import ArticleDraft
from newsroom.events.holds import Doubt, DoubtKind
from newsroom.http.problems import ProblemError

__all__ = [
    "Document",
    "DocumentPart",
    "Doubt",
    "DoubtKind",
    "Doubted",
    "FeedParts",
    "FormatAdapter",
    "Unreadable",
    "Withdrawal",
]


@dataclass(frozen=True, slots=True)
class Document:
    """Bytes in some format, and what is known of them from outside.

    `media_type` is lowercase and without parameters, `charset` that of the transport, `url` where it was
    fetched from, `name` that of its file. `source` is whose the articles are; None leaves it to the
    document. `languages` are the newsroom's, in its order: it decides which of several translations is named.
    `zone` is that of the source's times that name none. `most` articles of it may be taken: the rest is not
    worth carrying on.
    """

    content: bytes
    media_type: str | None = None
    charset: str | None = None
    url: str | None = None
    name: str | None = None
    source: str | None = None
    languages: tuple[str, ...] = ("en", "az", "ru")
    zone: tzinfo | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The document withdraws an article; `version` and `modified_at` as in a draft.

    It is for good, unless it is `until_newer`: what is withheld comes back with a newer version.
    """

    source: str
    source_id: str
    reason: str | None = None
    version: int | None = None
    modified_at: datetime | None = None
    until_newer: bool = False


@dataclass(frozen=True, slots=True)
class Unreadable:
    """One article of a document that cannot be taken, with the problem; its neighbours can."""

    problem: ProblemError


@dataclass(frozen=True, slots=True)
class Doubted:
    """An article, read as far as it is certain, that must not go out before a person has looked."""

    draft: ArticleDraft
    doubts: tuple[Doubt, ...]


DocumentPart: TypeAlias = ArticleDraft | Withdrawal | Unreadable | Doubted


@dataclass(frozen=True, slots=True)
class FeedParts:
    """The parts of a feed; without `names_by_guid` it shows that its guids are no names of articles."""

    parts: Sequence[DocumentPart]
    names_by_guid: bool = True


class FormatAdapter(Protocol):
    """Reads one format. Raises ProblemError where nothing of the document can be read, nothing else."""

    def __call__(self, document: Document) -> Sequence[DocumentPart] | FeedParts: ...
