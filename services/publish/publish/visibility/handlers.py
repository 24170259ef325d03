"""Handlers of ingest's and translate's events: upsert the facts, then reconcile what the public sees.

Each is idempotent: facts are upserts under guards, and reconciling compares with what was shown.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from newsroom.events.articles import ArticleRevision, ArticleWithdrawn
from newsroom.events.envelope import Event, Traces, traces_of
from newsroom.events.stories import StorySnapshot
from newsroom.runtime.crash_points import CrashPoint, reach
from newsroom.streams.publisher import Emission
from publish.visibility.facts import ArticleFacts, members_of
from publish.visibility.reconcile import Reconciler


class FactWriter(Protocol):
    """Store of facts: upserts, each under the guard of its number."""

    async def upsert_revisions(self, revisions: Sequence[ArticleRevision]) -> None: ...
    async def upsert_withdrawals(self, withdrawals: Sequence[ArticleWithdrawn]) -> None: ...
    async def upsert_stories(self, snapshots: Sequence[StorySnapshot]) -> None: ...
    async def articles(self, ids: Iterable[str]) -> dict[str, ArticleFacts]: ...


@dataclass(frozen=True, slots=True)
class VisibilityHandlers:
    """Idempotent handlers of the events that change what the public sees."""

    facts: FactWriter
    reconciler: Reconciler

    async def handle_revisions(self, events: Sequence[Event[ArticleRevision]]) -> Sequence[Emission]:
        """Contents of articles, new or corrected."""
        return await self.show([event.data for event in events], traces_of(events))

    async def show(self, revisions: Sequence[ArticleRevision], traces: Traces) -> Sequence[Emission]:
        """Contents, whichever event brings them."""
        await self.facts.upsert_revisions(revisions)
        reach(CrashPoint.PUBLISH_FACTS)
        return await self.reconciler.reconcile(
            dict.fromkeys(revision.id for revision in revisions), traces=traces
        )

    async def handle_withdrawals(self, events: Sequence[Event[ArticleWithdrawn]]) -> Sequence[Emission]:
        """Withdrawals, also of articles that have not arrived yet."""
        await self.facts.upsert_withdrawals([event.data for event in events])
        return await self.reconciler.reconcile(_subjects(events), traces=traces_of(events))

    async def handle_stories(self, events: Sequence[Event[StorySnapshot]]) -> Sequence[Emission]:
        """Snapshots of stories; what a story lost shows on the members that stayed."""
        snapshots = [event.data for event in events]
        members = dict.fromkeys(member for snapshot in snapshots for member in members_of(snapshot))
        # A member that moves leaves siblings behind, who must not show it until their own snapshot comes.
        left = {facts.story_id for facts in (await self.facts.articles(members)).values()}
        await self.facts.upsert_stories(snapshots)
        stories = left | {snapshot.id for snapshot in snapshots}
        return await self.reconciler.reconcile(members, stories, traces_of(events))


def _subjects(events: Sequence[Event[ArticleRevision]] | Sequence[Event[ArticleWithdrawn]]) -> list[str]:
    """The articles in the order of their events, which the live log keeps."""
    return list(dict.fromkeys(event.subject for event in events))
