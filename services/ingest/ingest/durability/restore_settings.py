"""Restoration of the desk's settings of sources after a loss of Redis: from its acts, in MongoDB."""

from collections.abc import AsyncIterator
from typing import Protocol

from newsroom.events.desk import ArticleOrder, SourceQuarantine


class SettingsArchive(Protocol):
    """The desk's acts as publish keeps them. Calls raise StoreUnavailableError."""

    def answers(self) -> AsyncIterator[ArticleOrder]:
        """Releases that answer a question for good, and its reopenings, in their order."""
        ...

    def quarantines(self) -> AsyncIterator[SourceQuarantine]:
        """The newest decision on each source."""
        ...


class RestorableSettings(Protocol):
    """The store that settings are put back to. Calls raise StoreUnavailableError."""

    async def answer(self, order: ArticleOrder) -> None: ...
    async def quarantine(self, source: str, number: int, *, quarantined: bool) -> None: ...


async def restore_settings(archive: SettingsArchive, store: RestorableSettings) -> None:
    """Puts every setting back. Idempotent; safe to race."""
    async for order in archive.answers():
        await store.answer(order)
    async for decision in archive.quarantines():
        await store.quarantine(decision.source, decision.number, quarantined=decision.quarantined)
