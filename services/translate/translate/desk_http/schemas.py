"""Schemas of the desk's requests and answers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from newsroom.events.articles import ArticleId
from newsroom.events.stories import Evidence


class ActRequest(BaseModel):
    """An editor's act with its reason; an unknown field is refused."""

    model_config = ConfigDict(extra="forbid")

    reason: Annotated[str | None, Field(max_length=2000)] = None


class DecisionRequest(ActRequest):
    """An answer to a suggestion; `none` rejects all that are one question with it."""

    decision: Literal["accept", "reject", "none"]


class MergeRequest(ActRequest):
    """The story to be merged with."""

    with_: ArticleId = Field(alias="with")


class SplitRequest(ActRequest):
    """The articles to be parted from their story."""

    articles: Annotated[list[ArticleId], Field(min_length=1, max_length=20)]


class DeskArticle(BaseModel):
    """An article as the desk lists it; without headline where its features are gone."""

    id: str
    language: str | None
    published_at: datetime | None
    headline: str | None = None
    story_id: str | None


class Suggestion(BaseModel):
    """A pair of articles with the likelihood that both tell the same news."""

    id: str
    score: float
    languages: tuple[str, str]
    evidence: Sequence[Evidence]
    articles: Sequence[DeskArticle]
    state: str


class SuggestionPage(BaseModel):
    """Suggestions that wait, likeliest first; ask again with `cursor`, null at the end."""

    suggestions: Sequence[Suggestion]
    cursor: str | None


class CoveredStory(BaseModel):
    """A story with the articles it has and the languages it lacks."""

    id: str
    articles: dict[str, DeskArticle]
    missing: Sequence[str]


class CoveragePage(BaseModel):
    """Stories that lack a language, oldest first; ask again with `cursor`, null at the end."""

    stories: Sequence[CoveredStory]
    cursor: str | None


class StoryPlacement(BaseModel):
    """The story that an act left its articles in."""

    story_id: str


class StoryPlacements(BaseModel):
    """The stories that parted articles are in now."""

    story_ids: Sequence[str]
