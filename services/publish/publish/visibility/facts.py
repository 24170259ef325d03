"""Facts of an article as MongoDB holds them, and the members of a story."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from newsroom.events.articles import ArticleRevision
from newsroom.events.live import Change, PublicArticle
from newsroom.events.stories import StorySnapshot
from newsroom.events.topics import Topic


class ArticleFacts(BaseModel):
    """Facts of an article from ingest and translate, and its projection as the public was last shown it.

    Facts (`content`, `status`, membership) are upserted under guards, in any order of arrival: the content
    of the newest revision (by epoch, then by number), the status of the newest, the story of the highest
    membership. The projection
    is written by compare-and-set on `seq`, with the `traceparent` of the event that made the change due.
    `unlogged` is true until the live log's archive holds `seq`; the highest it held is `logged_seq`.

    Revisions under `suppressed_below` are hidden for ever, whatever the content is now; `suppression_shown`
    is how much of that the live log has announced. Changes below the seq `replayable_from` are not replayed.

    `released_at` is when an embargo or a hold let it go at its first publication; later ones govern nothing.
    `first_published_at` is that of the last projection that was shown.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    id: str = Field(alias="_id")
    epoch: int = 0
    revision: int = 0
    status: Literal["live", "withdrawn"] = "live"
    content: ArticleRevision | None = None
    assigned_story_id: str | None = Field(default=None, alias="story_id")
    membership: int = 0
    yields_to: str | None = None
    suppressed_below: int = 0

    seq: int = 0
    public: PublicArticle | None = None
    change: Change | None = None
    changed_at: datetime | None = None
    topics_before: tuple[Topic, ...] = ()
    topics_after: tuple[Topic, ...] = ()
    topics_ever: tuple[Topic, ...] = ()
    previous_story_ids: tuple[str, ...] = ()
    traceparent: str | None = None
    unlogged: bool = False
    logged_seq: int = 0
    cursor: str | None = None
    suppression_shown: int = 0
    replayable_from: int = 0
    released_at: datetime | None = None
    first_published_at: datetime | None = None

    @property
    def numbers(self) -> tuple[int, ...]:
        """What decides all facts and the projection: whoever changes an article raises one of them."""
        content = (self.content.epoch, self.content.revision) if self.content else (0, 0)
        own = (self.epoch, self.revision, self.membership, self.suppressed_below, self.seq)
        return (*own, *content)

    @property
    def story_id(self) -> str:
        """The article's story; that of the article alone until one is assigned."""
        return self.assigned_story_id or self.id

    @property
    def shown_cursor(self) -> str | None:
        """The cursor of the last change, None until that is archived."""
        return None if self.unlogged else self.cursor

    def archived(self, *, unlogged: bool, logged_seq: int) -> "ArticleFacts":
        """The facts, with how far the archive holds their changes."""
        if (self.unlogged, self.logged_seq) == (unlogged, logged_seq):
            return self
        return self.model_copy(update={"unlogged": unlogged, "logged_seq": logged_seq})

    @property
    def was_shown(self) -> bool:
        """Whether the public ever saw it."""
        return self.seq > 0

    @property
    def suppression_is_due(self) -> bool:
        """Whether revisions were suppressed that readers may still hold copies of."""
        return self.suppressed_below > self.suppression_shown

    @property
    def first_release(self) -> datetime | None:
        """The instant at which what kept its first publication back let it go, None where nothing did."""
        if self.was_shown or self.content is None:
            return self.released_at
        ends = (self.content.embargo_until, self.content.released_at)
        return max((end for end in ends if end is not None), default=None)

    def is_visible(self, now: datetime) -> bool:
        """Whether the public may see it. An embargo governs the first publication only."""
        if self.content is None or self.status == "withdrawn" or self.yields_to is not None:
            return False
        embargo = self.content.embargo_until
        return embargo is None or embargo <= now or self.was_shown


def members_of(story: StorySnapshot) -> list[str]:
    """The ids of the articles that a snapshot names."""
    return [member.id for member in story.articles.values()]
