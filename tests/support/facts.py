"""Facts in memory, under the same guards as MongoDB's; test_read_side runs one suite on both."""

from collections.abc import Iterable, Sequence
from typing import Any

from newsroom.events.articles import ArticleRevision, ArticleWithdrawn
from newsroom.events.stories import StorySnapshot
from newsroom.streams.publisher import Emission
from publish.visibility.facts import ArticleFacts
from publish.visibility.live_change import PendingChange


class FactsInMemory:
    """ToldFacts and Facts without a server."""

    def __init__(self) -> None:
        self._articles: dict[str, ArticleFacts] = {}
        self._stories: dict[str, StorySnapshot] = {}

    async def upsert_revisions(self, revisions: Sequence[ArticleRevision]) -> None:
        for revision in revisions:
            facts = self._of(revision.id)
            if facts.content is None or revision.order > facts.content.order:
                self._set(facts, content=revision)
            if revision.suppress_previous:
                facts = self._of(revision.id)
                self._set(facts, suppressed_below=max(facts.suppressed_below, revision.revision))
            self._status(revision, revision.status)

    async def upsert_withdrawals(self, withdrawals: Sequence[ArticleWithdrawn]) -> None:
        for withdrawal in withdrawals:
            self._status(withdrawal, "live" if withdrawal.lifted else "withdrawn")

    async def upsert_stories(self, snapshots: Sequence[StorySnapshot]) -> None:
        for story in snapshots:
            if story.id not in self._stories or story.version > self._stories[story.id].version:
                self._stories[story.id] = story
            for member in story.articles.values():
                facts = self._of(member.id)
                if member.membership > facts.membership:
                    self._set(
                        facts,
                        assigned_story_id=story.id,
                        membership=member.membership,
                        yields_to=member.yields_to,
                    )

    async def articles(self, ids: Iterable[str]) -> dict[str, ArticleFacts]:
        return {one: self._articles[one] for one in ids if one in self._articles}

    async def stories(self, ids: Iterable[str]) -> dict[str, StorySnapshot]:
        return {one: self._stories[one] for one in ids if one in self._stories}

    async def show(self, pending: Sequence[PendingChange]) -> None:
        for change in pending:
            facts = self._of(change.facts.id)
            if facts.seq != change.facts.seq:
                continue
            showing, seq = change.visible, facts.seq + 1
            self._set(
                facts,
                seq=seq,
                public=showing.public.model_copy(update={"seq": seq}) if showing.public else None,
                change=showing.change,
                changed_at=change.at,
                topics_before=showing.topics_before,
                topics_after=showing.topics_after,
                topics_ever=tuple(sorted({*facts.topics_ever, *showing.topics_after})),
                previous_story_ids=change.previous_story_ids,
                unlogged=True,
                suppression_shown=change.facts.suppressed_below,
                replayable_from=change.replayable_from,
            )

    def _status(self, event: ArticleRevision | ArticleWithdrawn, status: str) -> None:
        facts = self._of(event.id)
        if (event.epoch, event.revision) > (facts.epoch, facts.revision):
            self._set(facts, epoch=event.epoch, revision=event.revision, status=status)

    def _of(self, article_id: str) -> ArticleFacts:
        return self._articles.get(article_id) or ArticleFacts.model_validate({"_id": article_id})

    def _set(self, facts: ArticleFacts, **changes: Any) -> None:
        self._articles[facts.id] = facts.model_copy(update=changes)


class LogInMemory:
    """A live log that appends as append_once does."""

    def __init__(self) -> None:
        self.appended: list[Emission] = []
        self._last: dict[str, int] = {}

    async def append_once(self, emissions: Iterable[Emission]) -> list[str]:
        for emission in emissions:
            if emission.number > self._last.get(emission.subject, 0):
                self._last[emission.subject] = emission.number
                self.appended.append(emission)
        return []
