"""Catalogue of event types: type -> model -> stream, with the emitter and the number within a subject."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, TypeAdapter

from newsroom.events.articles import ArticleRevision, ArticleWithdrawn
from newsroom.events.desk import (
    ArticleOrder,
    DiscrepancySettlement,
    LinkingSwitch,
    SourceQuarantine,
    TopicCuration,
)
from newsroom.events.documents import DocumentReceived
from newsroom.events.envelope import Event, dataschema
from newsroom.events.holds import HeldArticle
from newsroom.events.identity import event_id
from newsroom.events.live import LiveChange
from newsroom.events.sources import SourceSilent, SourceSuspected
from newsroom.events.stories import LinkDecision, LinkSuggestion, StorySnapshot
from newsroom.events.subscriptions import SubscriptionOrder

DataT = TypeVar("DataT", bound=BaseModel)


@dataclass(frozen=True)
class EventType(Generic[DataT]):
    """Type of event on one stream. Its id derives from `subject` and `number`, which only rises.

    `is_urgent` is true of what takes something back: it is appended also where Redis' memory is full.
    """

    stream: str
    emitter: str
    model: type[DataT]
    subject: Callable[[DataT], str]
    number: Callable[[DataT], int]
    description: str
    is_urgent: Callable[[DataT], bool] = lambda _: False

    @property
    def name(self) -> str:
        return f"newsroom.{self.stream}.v1"

    @cached_property
    def adapter(self) -> TypeAdapter[Event[DataT]]:
        """Codec of the event; built once and cached, since building costs milliseconds."""
        concrete: Any = Event.__class_getitem__(self.model)  # checkers would take Event[…] for a type
        return TypeAdapter(concrete)

    def event(self, data: DataT, *, time: datetime, traceparent: str | None = None) -> Event[DataT]:
        """The event that carries `data`, with its derived id."""
        subject = self.subject(data)
        return Event[DataT](
            id=event_id(subject, self.number(data)),
            source=f"/newsroom/{self.emitter}",
            type=self.name,
            subject=subject,
            time=time,
            dataschema=dataschema(self.name),
            traceparent=traceparent,
            data=data,
        )

    def encode(self, event: Event[DataT]) -> bytes:
        """The event in CloudEvents' JSON format: UTF-8, one line."""
        return self.adapter.dump_json(event)

    def decode(self, encoded: bytes | str) -> Event[DataT]:
        """The event as read; raises `pydantic.ValidationError` where it does not fit."""
        return self.adapter.validate_json(encoded)


def pair_id(article_id: str, other_id: str) -> str:
    """The id of an unordered pair of articles."""
    first, second = sorted((article_id, other_id))
    return f"{first}.{second}"


ARTICLE_CREATED = EventType(
    "article-created", "ingest", ArticleRevision, lambda a: a.id, lambda a: a.order, "a new article, whole"
)
ARTICLE_UPDATED = EventType(
    "article-updated",
    "ingest",
    ArticleRevision,
    lambda a: a.id,
    lambda a: a.order,
    "a correction or restoration: the whole article at its new revision",
)
ARTICLE_WITHDRAWN = EventType(
    "article-withdrawn",
    "ingest",
    ArticleWithdrawn,
    lambda a: a.id,
    lambda a: a.order,
    "the article is withdrawn, with the reason",
    lambda _: True,
)
ARTICLE_HELD = EventType(
    "article-held",
    "ingest",
    HeldArticle,
    lambda h: h.id,
    lambda h: h.number,
    "an article that waits for a person, with the doubts; or what became of it",
)
DOCUMENT_RECEIVED = EventType(
    "document-received",
    "ingest",
    DocumentReceived,
    lambda d: d.id,
    lambda d: d.number,
    "a document or request as it was received, its sender, and the receipt of each article in it",
)
STORY_LINKED = EventType(
    "story-linked",
    "translate",
    StorySnapshot,
    lambda s: s.id,
    lambda s: s.version,
    "a whole snapshot of one story",
)
LINK_DECIDED = EventType(
    "link-decided",
    "translate",
    LinkDecision,
    lambda d: pair_id(d.article_id, d.other_id),
    lambda d: d.number,
    "an editor's decision about a pair: who, when, why",
)
LINK_SUGGESTED = EventType(
    "link-suggested",
    "translate",
    LinkSuggestion,
    lambda s: s.id,
    lambda s: s.number,
    "a pair too uncertain to attach by itself: for the desk",
)
ARTICLE_ORDERED = EventType(
    "article-ordered",
    "translate",
    ArticleOrder,
    lambda o: o.article_id,
    lambda o: o.number,
    "an editor's order about an article, such as to withdraw or to release it: who, when, why",
    lambda o: o.order == "withdraw",
)
SOURCE_QUARANTINED = EventType(
    "source-quarantined",
    "translate",
    SourceQuarantine,
    lambda q: q.source,
    lambda q: q.number,
    "an editor put a source into quarantine, or ended it: who, when, why",
)
TOPIC_CURATED = EventType(
    "topic-curated",
    "translate",
    TopicCuration,
    lambda c: f"{c.language}.{c.tag_id}",
    lambda c: c.number,
    "an editor pinned or hid a topic in one language, or left it to the count again",
)
LINKING_SWITCHED = EventType(
    "linking-switched",
    "translate",
    LinkingSwitch,
    lambda s: s.scope,
    lambda s: s.number,
    "an editor paused or resumed automatic linking, of a category or all of it",
)
DISCREPANCY_SETTLED = EventType(
    "discrepancy-settled",
    "translate",
    DiscrepancySettlement,
    lambda s: s.discrepancy_id,
    lambda s: s.number,
    "an editor settled which variants of a story have a figure, a name or a date right",
)
SUBSCRIPTION_ORDERED = EventType(
    "subscription-ordered",
    "translate",
    SubscriptionOrder,
    lambda o: o.subscription_id,
    lambda o: o.number,
    "an editor's order about a subscription, such as to make or to pause it: who, when, why",
)
ARTICLE_PUBLISHED = EventType(
    "article-published",
    "publish",
    LiveChange,
    lambda c: c.article.id,
    lambda c: c.seq,
    "the live log: an article became visible, changed, gained or lost a variant, or was withdrawn",
    lambda c: c.change in ("withdrawn", "unlinked"),
)
SOURCE_SILENT = EventType(
    "source-silent",
    "ingest",
    SourceSilent,
    lambda s: s.name,
    lambda s: s.number,
    "a source is silent for longer than its past makes likely, or active again",
)
SOURCE_SUSPECTED = EventType(
    "source-suspected",
    "ingest",
    SourceSuspected,
    lambda s: s.source,
    lambda s: s.number,
    "a source sends ten times its usual, or old articles undated: a quarantine is proposed to the desk",
)

CATALOGUE: tuple[EventType[Any], ...] = (
    ARTICLE_CREATED,
    ARTICLE_UPDATED,
    ARTICLE_WITHDRAWN,
    ARTICLE_HELD,
    DOCUMENT_RECEIVED,
    STORY_LINKED,
    LINK_DECIDED,
    LINK_SUGGESTED,
    ARTICLE_ORDERED,
    SOURCE_QUARANTINED,
    TOPIC_CURATED,
    LINKING_SWITCHED,
    DISCREPANCY_SETTLED,
    SUBSCRIPTION_ORDERED,
    ARTICLE_PUBLISHED,
    SOURCE_SILENT,
    SOURCE_SUSPECTED,
)
BY_STREAM = {event_type.stream: event_type for event_type in CATALOGUE}
