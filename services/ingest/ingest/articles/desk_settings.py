"""The desk's settings of sources: questions that are answered for good, and sources in quarantine.

They are kept in Redis and looked up in memory: every post is held against them, and none may wait for a read.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from ingest.articles.commands import Command, Post
from newsroom.events.desk import FieldChanges, SourceQuarantine
from newsroom.events.envelope import Event
from newsroom.events.holds import Doubt, DoubtKind, cause_id
from newsroom.streams.publisher import Emission

QUARANTINED = Doubt(
    DoubtKind.QUARANTINE, "source", "its source is in quarantine: all that comes of it is held"
)


@dataclass(frozen=True, slots=True)
class SourceSettings:
    """Sources in quarantine; and what holds of a question once it was answered, by its cause."""

    quarantined: frozenset[str] = frozenset()
    answers: Mapping[str, FieldChanges] = field(default_factory=dict[str, FieldChanges])


class SettingsStore(Protocol):
    """The settings in Redis. Calls raise StoreUnavailableError."""

    async def read(self) -> SourceSettings: ...
    async def answer(self, cause: str, changes: FieldChanges) -> None: ...
    async def quarantine(self, source: str, number: int, *, quarantined: bool) -> None:
        """Nothing where a later decision on the source is there already."""
        ...


@dataclass(slots=True)
class DeskSettings:
    """Applies the settings to posts. They are as of the last `refresh`."""

    store: SettingsStore
    current: SourceSettings = SourceSettings()

    async def refresh(self) -> None:
        """Reads the settings anew. Raises StoreUnavailableError."""
        self.current = await self.store.read()

    async def answer(self, cause: str, changes: FieldChanges | None) -> None:
        """Answers a question for all that comes. Raises StoreUnavailableError."""
        await self.store.answer(cause, changes or FieldChanges())
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

    def answered(self, post: Post) -> Post:
        """The post without its doubts, where they are one question that is answered for its source."""
        answer = self.current.answers.get(cause_id(post.draft.source, post.doubts)) if post.doubts else None
        if answer is None:
            return post
        # Compared it is still as it was sent.
        language = answer.language or post.draft.language
        return replace(post, draft=post.draft.model_copy(update={"language": language}), doubts=())

    def _applied(self, post: Post) -> Post:
        post = self.answered(post)
        if post.draft.source in self.current.quarantined:
            post = replace(post, doubts=(*post.doubts, QUARANTINED))
        return post
