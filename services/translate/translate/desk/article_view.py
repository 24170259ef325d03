"""An article, and what became of it, as editors look at it: also what the public may not see."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from newsroom.events.articles import ArticleRevision

Standing = Literal["live", "embargoed", "withdrawn", "replaced", "coming"]


@dataclass(frozen=True, slots=True)
class OnDesk:
    """`content` is its latest, None where none came yet; `shown` whether readers see it now.

    `seq` is above 0 once the public has seen it.
    """

    id: str
    status: Literal["live", "withdrawn"]
    content: ArticleRevision | None
    story_id: str
    yields_to: str | None
    seq: int
    shown: bool

    def standing(self, now: datetime) -> Standing:
        """What it is to a reader; `replaced` is a stub in whose place a full article stands."""
        if self.status == "withdrawn":
            return "withdrawn"
        if self.content is None:
            return "coming"
        if self.yields_to is not None:
            return "replaced"
        embargo = self.content.embargo_until
        if not self.seq and embargo is not None and embargo > now:
            return "embargoed"
        return "live" if self.shown else "coming"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a list that is newest first: what follows was published before, or has a lower id."""

    at: datetime
    article_id: str


@dataclass(frozen=True, slots=True)
class Topic:
    """A tag in one language: in how many stories it was lately, and what editors made of it."""

    id: str
    label: str
    stories: int
    state: Literal["pinned", "hidden", "cleared"] = "cleared"
    editor: str | None = None
