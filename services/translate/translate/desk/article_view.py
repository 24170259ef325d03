"""Views of articles and topics for editors, also of what the public may not see."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from newsroom.events.articles import ArticleRevision

PublicStatus = Literal["live", "embargoed", "withdrawn", "replaced", "coming"]


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article at the desk. `content` is its latest, None where none came yet.

    `shown` is true while readers see it; `seq` is above 0 once the public has seen it.
    """

    id: str
    status: Literal["live", "withdrawn"]
    content: ArticleRevision | None
    story_id: str
    yields_to: str | None
    seq: int
    shown: bool

    def public_status(self, now: datetime) -> PublicStatus:
        """The article as a reader meets it; `replaced` is a stub whose slot a full article took."""
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
class ListPosition:
    """A keyset position in a list that is newest first: what follows is older, or has a lower id."""

    at: datetime
    article_id: str


@dataclass(frozen=True, slots=True)
class TopicView:
    """A tag in one language: in how many stories it was lately, and its curation by editors."""

    id: str
    label: str
    stories: int
    state: Literal["pinned", "hidden", "cleared"] = "cleared"
    editor: str | None = None
