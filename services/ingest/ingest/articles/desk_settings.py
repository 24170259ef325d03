"""The desk's settings of sources: questions that are answered for good, and sources in quarantine.

They are kept in Redis and looked up in memory: every post is held against them, and none may wait for a read.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from ingest.articles.answers import Reading, answered
from ingest.articles.commands import Command, Post
from ingest.content.source_rules import SourceHabits, SourceRules
from newsroom.events.desk import ArticleOrder, FieldChanges, SourceQuarantine
from newsroom.events.envelope import Event
from newsroom.events.holds import Cause, Doubt, DoubtKind, question_of
from newsroom.streams.publisher import Emission

QUARANTINED = Doubt(
    DoubtKind.QUARANTINE, "source", "its source is in quarantine: all that comes of it is held"
)


@dataclass(frozen=True, slots=True)
class SourceSettings:
    """Sources in quarantine; and the releases that answered a question for good, by its cause."""

    quarantined: frozenset[str] = frozenset()
    answers: Mapping[str, ArticleOrder] = field(default_factory=dict[str, ArticleOrder])

    def habits(self) -> dict[str, SourceHabits]:
        """The answers that say how a source writes whatever it sends, by source."""
        habits: dict[str, SourceHabits] = {}
        for order in self.answers.values():
            question, changes = order.question, order.changes
            if question is None or changes is None:
                continue
            known = habits.get(question.source, SourceHabits())
            if question.asks_zone and question.cause == Cause.ZONE and changes.timezone:
                known = known.model_copy(update={"timezone": changes.timezone})
            if question.asks_schedule and changes.schedules:
                known = known.model_copy(update={"schedules": True})
            habits[question.source] = known
        return habits


class SettingsStore(Protocol):
    """The settings in Redis. Calls raise StoreUnavailableError."""

    async def read(self) -> SourceSettings: ...
    async def answer(self, order: ArticleOrder) -> None:
        """Keeps a release that answers a question, or its reopening; nothing where a later order is there."""
        ...

    async def quarantine(self, source: str, number: int, *, quarantined: bool) -> None:
        """Nothing where a later decision on the source is there already."""
        ...


@dataclass(slots=True)
class DeskSettings:
    """Applies the settings to posts, and to the `rules` of reading; they are as of the last `refresh`."""

    store: SettingsStore
    rules: SourceRules
    current: SourceSettings = SourceSettings()

    async def refresh(self) -> None:
        """Reads the settings anew. Raises StoreUnavailableError."""
        self.current = await self.store.read()
        self.rules.learn(self.current.habits())

    async def answer(self, order: ArticleOrder) -> None:
        """Answers a question for all that comes, or reopens it. Raises StoreUnavailableError."""
        await self.store.answer(order)
        await self.refresh()

    async def handle_quarantines(self, events: Sequence[Event[SourceQuarantine]]) -> Sequence[Emission]:
        """Puts sources into quarantine, or ends it; emits nothing. Raises StoreUnavailableError."""
        for decision in (event.data for event in events):
            await self.store.quarantine(decision.source, decision.number, quarantined=decision.quarantined)
        await self.refresh()
        return ()

    def applied(self, commands: Iterable[Command]) -> list[Command]:
        """The commands, each post without the doubts that are answered, and with those of a quarantine."""
        return [self._applied(command) if isinstance(command, Post) else command for command in commands]

    def _applied(self, post: Post) -> Post:
        source = post.draft.source
        if post.doubts and self.current.answers:
            reading = self._reading(source, post.doubts)
            # Compared it is still as it was sent.
            draft = post.draft.model_copy(update=reading.fields) if reading.fields else post.draft
            post = replace(post, draft=draft, doubts=reading.doubts)
        if source in self.current.quarantined:
            post = replace(post, doubts=(*post.doubts, QUARANTINED))
        return post

    def _reading(self, source: str, doubts: tuple[Doubt, ...]) -> Reading:
        def answer_of(doubt: Doubt) -> FieldChanges | None:
            question = question_of(source, doubt)
            order = self.current.answers.get(question.id)
            answer = (order.changes or FieldChanges()) if order is not None else None
            return answer if answer is not None and answer.settles(question) else None

        return answered(doubts, answer_of)
