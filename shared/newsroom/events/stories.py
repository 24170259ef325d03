"""Models of a story: articles in different languages on the same news, links, and editors' decisions."""

from typing import Literal

from pydantic import AwareDatetime, Field

from newsroom.events.articles import ArticleId, Language
from newsroom.events.envelope import Contract

LinkMethod = Literal["explicit", "automatic", "desk"]
Verdict = Literal["together", "apart", "cleared"]


class Evidence(Contract):
    """Reason for or against a link, to be read by an editor."""

    kind: str
    text: str
    weight: float | None = None


class StoryArticle(Contract):
    """Place of an article in a story. `yields_to` names the full article that a stub redirects to."""

    id: ArticleId
    membership: int = Field(ge=1)
    yields_to: ArticleId | None = None


class StoryLink(Contract):
    """Link between two articles of the story, with its method and evidence."""

    article_id: ArticleId
    other_id: ArticleId
    method: LinkMethod
    score: float | None = Field(default=None, ge=0, le=1)
    evidence: tuple[Evidence, ...] = ()


class StorySnapshot(Contract):
    """Snapshot of a whole story at one version: the data of `story-linked`.

    A merged story's last snapshot has no articles and names `merged_into`.
    """

    id: ArticleId
    version: int = Field(ge=1)
    articles: dict[Language, StoryArticle] = Field(default_factory=dict[Language, StoryArticle])
    links: tuple[StoryLink, ...] = ()
    merged_into: ArticleId | None = None
    previous_story_ids: tuple[ArticleId, ...] = ()


class LinkDecision(Contract):
    """Decision of an editor about a pair: it outlives every automatic match.

    Decisions are numbered per pair; the highest holds. `cleared` takes an earlier one back.
    """

    article_id: ArticleId
    other_id: ArticleId
    number: int = Field(ge=1)
    verdict: Verdict
    editor: str
    reason: str | None = None
    decided_at: AwareDatetime
    act: str
    act_id: str | None = Field(default=None, description="shared by all decisions of one act")


class LinkSuggestion(Contract):
    """A pair too uncertain to attach by itself: for the desk."""

    id: str
    number: int = Field(ge=1)
    article_id: ArticleId
    other_id: ArticleId
    languages: tuple[Language, Language]
    score: float = Field(ge=0, le=1)
    evidence: tuple[Evidence, ...] = ()
    state: Literal["waiting", "accepted", "rejected", "superseded"] = "waiting"
