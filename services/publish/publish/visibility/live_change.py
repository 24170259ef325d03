"""Changes of the live log: the difference between the last projection shown and the one due. Pure."""

from dataclasses import dataclass
from datetime import datetime

from newsroom.events.catalogue import ARTICLE_PUBLISHED
from newsroom.events.live import Change, LiveChange, PublicArticle, Tombstone
from newsroom.events.topics import Topic, topics_of
from newsroom.streams.publisher import Emission
from publish.visibility.facts import ArticleFacts

# An article's own, without those that its story and its place in the log decide.
_OWN_FIELDS = tuple(PublicArticle.model_fields.keys() - {"variants", "story_id", "seq", "cursor"})


@dataclass(frozen=True, slots=True)
class VisibleChange:
    """A visible change that is due: the projection to show from now on, its kind and its topics."""

    change: Change
    public: PublicArticle | None
    topics_before: tuple[Topic, ...]
    topics_after: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class PendingChange:
    """A visible change to write by compare-and-set: only where the article's `seq` is as it was read."""

    facts: ArticleFacts
    visible: VisibleChange
    previous_story_ids: tuple[str, ...]
    at: datetime
    traceparent: str | None = None

    @property
    def seq(self) -> int:
        """The article's seq once it is written."""
        return self.facts.seq + 1

    @property
    def first_published_at(self) -> datetime | None:
        """The first publication as readers see it, or as they saw it last."""
        shown = self.visible.public or self.facts.public
        return shown.first_published_at if shown is not None else self.facts.first_published_at

    @property
    def replayable_from(self) -> int:
        """The seq below which nothing is replayed: that of the last withdrawal or suppression."""
        hides_earlier = self.visible.public is None or self.facts.suppression_is_due
        return self.seq if hides_earlier else self.facts.replayable_from

    def shown(self) -> ArticleFacts:
        """The facts once it is written."""
        facts, visible, seq = self.facts, self.visible, self.seq
        public = visible.public.model_copy(update={"seq": seq}) if visible.public else None
        return facts.model_copy(
            update={
                "seq": seq,
                "public": public,
                "change": visible.change,
                "changed_at": self.at,
                "topics_before": visible.topics_before,
                "topics_after": visible.topics_after,
                "topics_ever": tuple(sorted({*facts.topics_ever, *visible.topics_after})),
                "previous_story_ids": self.previous_story_ids,
                "traceparent": self.traceparent,
                "unlogged": True,
                "suppression_shown": facts.suppressed_below,
                "replayable_from": self.replayable_from,
                "released_at": facts.first_release,
                "first_published_at": self.first_published_at,
            }
        )


def due_change(facts: ArticleFacts, view: PublicArticle | None) -> VisibleChange | None:
    """The change that is due where the public should see `view`; None where it already does."""
    shown = facts.public
    if view is None:
        return VisibleChange("withdrawn", None, facts.topics_ever, ()) if shown is not None else None
    after = topics_of(view.language, view.category, (tag.id for tag in view.tags))
    if shown is None:
        kind: Change = "restored" if facts.was_shown else "published"
        return VisibleChange(kind, view, facts.topics_after, after)
    if facts.suppression_is_due:
        # What told of the topics that it left is not replayed any more.
        return VisibleChange("updated", view, facts.topics_ever, after)
    before = topics_of(shown.language, shown.category, (tag.id for tag in shown.tags))
    change = _kind(shown, view)
    return VisibleChange(change, view, before, after) if change else None


def _kind(shown: PublicArticle, view: PublicArticle) -> Change | None:
    if any(getattr(shown, name) != getattr(view, name) for name in _OWN_FIELDS):
        return "updated"
    if shown.variants == view.variants and shown.story_id == view.story_id:
        return None
    lost = set(shown.variants) - set(view.variants)
    gained = set(view.variants) - set(shown.variants)
    return "unlinked" if lost and not gained else "linked"


def emission(facts: ArticleFacts) -> Emission:
    """The live event for the change an article was last shown with; always the same bytes for one `seq`."""
    hides = facts.public is not None and facts.replayable_from == facts.seq
    return _emission(facts, facts.topics_before, hides_previous=hides)


def emission_after_a_loss(facts: ArticleFacts) -> Emission:
    """The same for a change that the log lacks: it may have lost those before it that were not archived.

    Where there were any it tells what they did: it goes to every topic that the article ever had, and hides
    what they hid.
    """
    if facts.seq <= facts.logged_seq + 1:
        return emission(facts)
    hides = facts.public is not None and facts.replayable_from > facts.logged_seq
    return _emission(facts, facts.topics_ever, hides_previous=hides)


def _emission(facts: ArticleFacts, topics_before: tuple[Topic, ...], *, hides_previous: bool) -> Emission:
    if facts.change is None or facts.changed_at is None:
        raise ValueError(f"article {facts.id} was never shown")
    change = LiveChange(
        change=facts.change,
        seq=facts.seq,
        article=facts.public or _tombstone(facts),
        topics_before=topics_before,
        topics_after=facts.topics_after,
        previous_story_ids=facts.previous_story_ids,
        hides_previous=hides_previous,
    )
    event = ARTICLE_PUBLISHED.event(change, time=facts.changed_at, traceparent=facts.traceparent)
    return Emission.of(ARTICLE_PUBLISHED, event)


def _tombstone(facts: ArticleFacts) -> Tombstone:
    if facts.content is None:
        raise ValueError(f"article {facts.id} was shown and has no content")
    return Tombstone(
        id=facts.id,
        story_id=facts.story_id,
        revision=facts.revision,
        seq=facts.seq,
        language=facts.content.language,
        first_published_at=facts.first_published_at,
        superseded_by=facts.yields_to,
    )
