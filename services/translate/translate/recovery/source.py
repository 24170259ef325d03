"""Port of recovery's source: articles, stories, decisions, suggestions and pauses as publish stored them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

from newsroom.events.articles import ArticleRevision
from newsroom.events.desk import DiscrepancySettlement, LinkingSwitch
from newsroom.events.stories import LinkDecision, LinkSuggestion, StorySnapshot


@dataclass(frozen=True, slots=True)
class Membership:
    """An article's newest membership: its story, the membership's number, and whom its slot went to."""

    story_id: str | None
    number: int
    yields_to: str | None


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article as MongoDB keeps it."""

    id: str
    epoch: int
    revision: int
    withdrawn: bool
    content: ArticleRevision | None
    membership: Membership


class RecoverySource(Protocol):
    """Source of a recovery: what translate emitted or was given. Calls raise StoreUnavailableError."""

    def articles(self) -> AsyncIterator[StoredArticle]: ...
    def stories(self) -> AsyncIterator[StorySnapshot]: ...
    def decisions(self) -> AsyncIterator[LinkDecision]: ...
    def suggestions(self) -> AsyncIterator[LinkSuggestion]: ...
    def settlements(self) -> AsyncIterator[DiscrepancySettlement]: ...
    def switches(self) -> AsyncIterator[LinkingSwitch]: ...
    def newest(self, count: int) -> AsyncIterator[ArticleRevision]: ...
