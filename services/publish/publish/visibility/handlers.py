"""Handler of ingest's and translate's events: what they say, and what the public then sees, in one go.

It is idempotent: facts are merged under guards, and reconciling compares with what was shown.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from newsroom.events.articles import ArticleRevision, ArticleWithdrawn
from newsroom.events.envelope import Event, Traces, traces_of
from newsroom.events.stories import StorySnapshot
from newsroom.streams.publisher import Emission
from publish.visibility.merge import Told, as_kept
from publish.visibility.reconcile import Reconciler


class Contents(Protocol):
    """Store of every content an article ever had. Keeping the same again changes nothing."""

    async def keep_contents(self, revisions: Sequence[ArticleRevision]) -> None: ...


@dataclass(frozen=True, slots=True)
class VisibilityHandlers:
    """Idempotent handlers of the events that change what the public sees."""

    facts: Contents
    reconciler: Reconciler

    async def handle(self, events: Sequence[Event[Any]]) -> Sequence[Emission]:
        """Contents, withdrawals (also of articles that have not arrived yet) and stories, in any mixture."""
        data = [event.data for event in events]
        told = Told(
            tuple(as_kept(one) for one in data if isinstance(one, ArticleRevision)),
            tuple(one for one in data if isinstance(one, ArticleWithdrawn)),
            tuple(one for one in data if isinstance(one, StorySnapshot)),
        )
        return await self._show(told, traces_of(events))

    async def show(self, revisions: Sequence[ArticleRevision], traces: Traces) -> Sequence[Emission]:
        """Contents, whichever event brings them."""
        return await self._show(Told(tuple(map(as_kept, revisions))), traces)

    async def _show(self, told: Told, traces: Traces) -> Sequence[Emission]:
        # Every content is kept, also one that is superseded already, before its entry is acknowledged.
        emissions, kept = await asyncio.gather(
            self.reconciler.reconcile(told=told, traces=traces),
            self.facts.keep_contents(told.revisions),
            return_exceptions=True,  # neither goes on behind a failure of the other
        )
        if isinstance(kept, BaseException):
            raise kept
        if isinstance(emissions, BaseException):
            raise emissions
        return emissions
