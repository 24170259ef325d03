"""Handlers of events for the desk: kept for it and for the audit, and nothing is emitted."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from newsroom.events.articles import ArticleRevision
from newsroom.events.desk import (
    ArticleOrder,
    DiscrepancySettlement,
    LinkingSwitch,
    SourceQuarantine,
    TopicCuration,
)
from newsroom.events.envelope import Event, Traces, traces_of
from newsroom.events.holds import HeldArticle
from newsroom.events.stories import LinkDecision, LinkSuggestion
from newsroom.streams.publisher import Emission


class AuditTrail(Protocol):
    """Store of the desk's events. Writing the same again changes nothing."""

    async def keep_decisions(self, decisions: Sequence[LinkDecision]) -> None: ...
    async def keep_suggestions(self, suggestions: Sequence[LinkSuggestion]) -> None: ...
    async def keep_orders(self, orders: Sequence[ArticleOrder]) -> None: ...
    async def keep_curations(self, curations: Sequence[TopicCuration]) -> None: ...
    async def keep_switches(self, switches: Sequence[LinkingSwitch]) -> None: ...
    async def keep_quarantines(self, quarantines: Sequence[SourceQuarantine]) -> None: ...
    async def keep_settlements(self, settlements: Sequence[DiscrepancySettlement]) -> None: ...
    async def keep_held(self, held: Sequence[HeldArticle]) -> None: ...


class Releases(Protocol):
    """Contents that a release made, shown as any others."""

    async def show(self, revisions: Sequence[ArticleRevision], traces: Traces) -> Sequence[Emission]: ...


@dataclass(frozen=True, slots=True)
class AuditHandlers:
    """Idempotent handlers, one an event of or for the desk."""

    trail: AuditTrail
    releases: Releases

    async def handle_decisions(self, events: Sequence[Event[LinkDecision]]) -> Sequence[Emission]:
        """Editors' decisions about pairs."""
        await self.trail.keep_decisions([event.data for event in events])
        return ()

    async def handle_suggestions(self, events: Sequence[Event[LinkSuggestion]]) -> Sequence[Emission]:
        """Suggestions, and what became of them."""
        await self.trail.keep_suggestions([event.data for event in events])
        return ()

    async def handle_orders(self, events: Sequence[Event[ArticleOrder]]) -> Sequence[Emission]:
        """Editors' orders about articles."""
        await self.trail.keep_orders([event.data for event in events])
        return ()

    async def handle_curations(self, events: Sequence[Event[TopicCuration]]) -> Sequence[Emission]:
        """Topics that editors pinned or hid: read whenever topics are shown."""
        await self.trail.keep_curations([event.data for event in events])
        return ()

    async def handle_switches(self, events: Sequence[Event[LinkingSwitch]]) -> Sequence[Emission]:
        """Automatic linking paused or resumed."""
        await self.trail.keep_switches([event.data for event in events])
        return ()

    async def handle_quarantines(self, events: Sequence[Event[SourceQuarantine]]) -> Sequence[Emission]:
        """Sources put into quarantine, or let out of it."""
        await self.trail.keep_quarantines([event.data for event in events])
        return ()

    async def handle_settlements(self, events: Sequence[Event[DiscrepancySettlement]]) -> Sequence[Emission]:
        """Discrepancies of variants that editors settled."""
        await self.trail.keep_settlements([event.data for event in events])
        return ()

    async def handle_held(self, events: Sequence[Event[HeldArticle]]) -> Sequence[Emission]:
        """Articles that wait for a person, and what became of them: public is what was released alone.

        A release is shown before its hold ends here: should Redis be lost between the two, its text is in
        neither stream and no longer held.
        """
        released = [event.data.article for event in events if event.data.status == "released"]
        contents = [article for article in released if article is not None]
        emissions = await self.releases.show(contents, traces_of(events)) if contents else ()
        await self.trail.keep_held([event.data for event in events])
        return emissions
