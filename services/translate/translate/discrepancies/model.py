"""Discrepancies of a story as the desk keeps them, and the ports of their stores."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict

from newsroom.events.articles import ArticleRevision
from newsroom.events.desk import DiscrepancySettlement
from translate.discrepancies.alignment import Place
from translate.discrepancies.values import Kind


class MarkedSentence(BaseModel):
    """The sentence in which a value stands, and where in it: an empty span where the value is missing."""

    model_config = ConfigDict(frozen=True)

    article_id: str
    text: str
    start: int
    end: int


class Discrepancy(BaseModel):
    """Values of one thing that differ between the variants of a story, by language.

    The id is derived from the story, the kind and the values: it stays while these do.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    story_id: str
    kind: Kind
    place: Place
    values: dict[str, str]
    sentences: dict[str, MarkedSentence]


class ListedDiscrepancy(BaseModel):
    """A discrepancy with what an editor settled of it, None while it is open."""

    model_config = ConfigDict(frozen=True)

    discrepancy: Discrepancy
    settlement: DiscrepancySettlement | None = None

    @property
    def state(self) -> Literal["open", "settled"]:
        return "settled" if self.settlement else "open"


class DiscrepancyList(Protocol):
    """Discrepancies as the desk reads them. Calls raise StoreUnavailableError."""

    async def listed(self, after: int, limit: int, state: str | None = None) -> list[ListedDiscrepancy]:
        """From a place on: open before settled, those of the newest change first."""
        ...

    async def one(self, discrepancy_id: str) -> ListedDiscrepancy | None: ...

    async def count_open(self, unchanged_since: datetime) -> int:
        """The number of stories with open ones that nobody has changed since an instant."""
        ...

    async def open_in(self, story_ids: Sequence[str]) -> dict[str, int]:
        """The number of open ones of each story that has any."""
        ...


class StoryMarks(Protocol):
    """Marks of stories that wait to be checked."""

    async def mark(self, story_ids: Iterable[str], /) -> None:
        """Marks stories, or the stories of articles, as changed. Idempotent."""
        ...


class DiscrepancyStore(DiscrepancyList, StoryMarks, Protocol):
    """The store of discrepancies, of settlements, and of the marks."""

    async def take_due(self, limit: int) -> dict[str, float]:
        """Marked ids with their marks, leased for a while: whoever dies with them leaves them to others."""
        ...

    async def done(self, marks: dict[str, float]) -> None:
        """Drops marks, each unless it was set anew since."""
        ...

    async def replace(self, story_id: str, found: Sequence[Discrepancy], at: datetime) -> None:
        """Makes these a story's discrepancies, and no others; a settled one stays so."""
        ...

    async def settle(self, settlements: Iterable[DiscrepancySettlement]) -> None:
        """Keeps settlements, of each discrepancy the one with the highest number."""
        ...


class Contents(Protocol):
    """The newest texts of articles. Calls raise StoreUnavailableError."""

    async def contents(self, article_ids: Iterable[str]) -> list[ArticleRevision]: ...
