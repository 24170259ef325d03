"""Public models: items, articles, tombstones, and the changes of the live log."""

from datetime import datetime
from typing import Any, Literal

from pydantic import AwareDatetime, Field

from newsroom.events.articles import ArticleId, Language, Media, Tag
from newsroom.events.envelope import Contract
from newsroom.events.stories import LinkMethod
from newsroom.events.topics import Topic

Change = Literal["published", "updated", "linked", "unlinked", "withdrawn", "restored"]


class Variant(Contract):
    """Another article of the same story, as seen from one of them.

    `stale`: it lags behind a correction of the article it is seen from.
    """

    id: ArticleId
    headline: str
    url: str
    stale: bool = False
    method: LinkMethod
    score: float | None = None


def _published_at(validated: dict[str, Any]) -> datetime:
    """The value of `first_published_at` in what was written before there was one."""
    published_at: datetime = validated["published_at"]
    return published_at


class PublicItem(Contract):
    """Article as a feed lists it. `cursor` is its last change's entry id, null until archived.

    `published_at` is the sender's. `first_published_at`, by which lists are ordered, is when an embargo or a
    hold let it go, where that kept it back beyond `published_at`; else the same.
    """

    id: ArticleId
    story_id: ArticleId
    revision: int
    seq: int
    language: Language
    headline: str
    lead: str | None = None
    category: str | None = None
    tags: tuple[Tag, ...] = ()
    badges: tuple[str, ...] = ()
    urgency: int | None = None
    correction: str | None = None
    published_at: AwareDatetime
    first_published_at: AwareDatetime = Field(default_factory=_published_at)
    updated_at: AwareDatetime
    url: str
    source_url: str | None = None
    variants: dict[Language, Variant] = Field(default_factory=dict[Language, Variant])
    cursor: str | None = None


class PublicArticle(PublicItem):
    """Whole article: an item with its text and media."""

    body: str | None = None
    body_html: str | None = None
    media: tuple[Media, ...] = ()
    source: str
    byline: str | None = None
    dateline: str | None = None
    rights: str | None = None


class Tombstone(Contract):
    """Remainder of an article that must not be shown: nothing of its text, headline or address.

    `superseded_by` names the full article to which a stub yielded its place. `first_published_at` is the one
    that readers saw last: by it the digest counts the article; null of what was withdrawn before it was kept.
    """

    id: ArticleId
    story_id: ArticleId
    revision: int
    seq: int
    language: Language
    withdrawn: Literal[True] = True
    first_published_at: AwareDatetime | None = None
    superseded_by: ArticleId | None = None


class LiveChange(Contract):
    """One visible change of one article, with the article whole: the data of `article-published`.

    It goes to the subscribers of `topics_before` or `topics_after`; the `topics_before` of a withdrawal, and
    of a correction that `hides_previous`, are all that the article ever had. The latter hides the article's
    earlier revisions: whoever keeps copies must drop them.
    """

    change: Change
    seq: int = Field(ge=1)
    article: PublicArticle | Tombstone
    topics_before: tuple[Topic, ...] = ()
    topics_after: tuple[Topic, ...] = ()
    previous_story_ids: tuple[ArticleId, ...] = ()
    hides_previous: bool = False
