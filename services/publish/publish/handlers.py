"""What publish does with each kind of event it is told."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from newsroom.events.articles import ArticleRevision, ArticleWithdrawn
from newsroom.events.desk import ArticleOrder, LinkingSwitch, TopicCuration
from newsroom.events.envelope import NO_TRACES, Traces
from newsroom.events.stories import LinkDecision, LinkSuggestion, StorySnapshot
from newsroom.streams.publisher import Emission
from publish.facts import ArticleFacts, members_of
from publish.reconcile import Reconciler


class ToldFacts(Protocol):
    """Where facts are written, under guards."""

    async def tell_revisions(self, revisions: Sequence[ArticleRevision]) -> None: ...
    async def tell_withdrawals(self, withdrawals: Sequence[ArticleWithdrawn]) -> None: ...
    async def tell_stories(self, snapshots: Sequence[StorySnapshot]) -> None: ...
    async def articles(self, ids: Iterable[str]) -> dict[str, ArticleFacts]: ...


class AuditTrail(Protocol):
    """Where the desk's decisions and the matcher's suggestions are kept for good."""

    async def keep_decisions(self, decisions: Sequence[LinkDecision]) -> None: ...
    async def keep_suggestions(self, suggestions: Sequence[LinkSuggestion]) -> None: ...
    async def keep_orders(self, orders: Sequence[ArticleOrder]) -> None: ...
    async def keep_curations(self, curations: Sequence[TopicCuration]) -> None: ...
    async def keep_switches(self, switches: Sequence[LinkingSwitch]) -> None: ...


class Handlers:
    """Writes what was told, then shows what that makes due. Each is idempotent."""

    def __init__(self, facts: ToldFacts, audit: AuditTrail, reconciler: Reconciler) -> None:
        self._facts = facts
        self._audit = audit
        self._reconciler = reconciler

    async def revisions(
        self, revisions: Sequence[ArticleRevision], traces: Traces = NO_TRACES
    ) -> list[Emission]:
        """Contents of articles, new or corrected."""
        await self._facts.tell_revisions(revisions)
        return await self._reconciler.reconcile({revision.id for revision in revisions}, traces=traces)

    async def withdrawals(
        self, withdrawals: Sequence[ArticleWithdrawn], traces: Traces = NO_TRACES
    ) -> list[Emission]:
        """Withdrawals, also of what has not arrived yet."""
        await self._facts.tell_withdrawals(withdrawals)
        return await self._reconciler.reconcile({withdrawal.id for withdrawal in withdrawals}, traces=traces)

    async def stories(self, snapshots: Sequence[StorySnapshot], traces: Traces = NO_TRACES) -> list[Emission]:
        """Stories as they stand; a story that lost a member shows that on those that stayed."""
        members = {member for snapshot in snapshots for member in members_of(snapshot)}
        # A member that moves leaves siblings behind, who must not show it until their own snapshot comes.
        left = {facts.story_id for facts in (await self._facts.articles(members)).values()}
        await self._facts.tell_stories(snapshots)
        return await self._reconciler.reconcile(
            members, left | {snapshot.id for snapshot in snapshots}, traces
        )

    async def decisions(self, decisions: Sequence[LinkDecision]) -> list[Emission]:
        """The desk's decisions: audit only, since stories carry their effect."""
        await self._audit.keep_decisions(decisions)
        return []

    async def suggestions(self, suggestions: Sequence[LinkSuggestion]) -> list[Emission]:
        """Suggestions and what became of them: audit only."""
        await self._audit.keep_suggestions(suggestions)
        return []

    async def orders(self, orders: Sequence[ArticleOrder]) -> list[Emission]:
        """The desk's orders: audit only, since ingest answers them."""
        await self._audit.keep_orders(orders)
        return []

    async def curations(self, curations: Sequence[TopicCuration]) -> list[Emission]:
        """Topics that editors pinned or hid: read whenever topics are shown."""
        await self._audit.keep_curations(curations)
        return []

    async def switches(self, switches: Sequence[LinkingSwitch]) -> list[Emission]:
        """Automatic linking paused or resumed: audit only, since translate heeds it."""
        await self._audit.keep_switches(switches)
        return []
