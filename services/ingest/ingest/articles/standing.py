"""The standing of an article as its sender asks for it: public, held, discarded or withdrawn. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from ingest.articles.state import ArticleState
from newsroom.events.holds import reason_of

StandingStatus = Literal["live", "embargoed", "held", "discarded", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Standing:
    """Standing of an article's latest version; `public_revision` is what readers may see meanwhile.

    `reason` is why it is held or was.
    """

    id: str
    revision: int
    status: StandingStatus
    reason: str | None = None
    public_revision: int | None = None


def standing_of(article_id: str, state: ArticleState, now: datetime) -> Standing:
    """The standing of an article that is known."""
    if state.status == "withdrawn":
        return Standing(article_id, state.revision, "withdrawn")
    public = state.content.revision if state.content and state.was_public(now) else None
    if state.held is not None:
        status: StandingStatus = "discarded" if state.held.discarded else "held"
        return Standing(article_id, state.revision, status, reason_of(state.held.doubts), public)
    return Standing(article_id, state.revision, "live" if public else "embargoed", public_revision=public)
