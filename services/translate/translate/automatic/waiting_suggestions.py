"""Suggestions that wait for an editor: put on `link-suggested`, and superseded once they are moot."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from newsroom.events.catalogue import LINK_SUGGESTED
from newsroom.events.stories import LinkSuggestion
from newsroom.runtime.clock import Clock
from newsroom.streams.publisher import Emission, Publisher
from translate.automatic.suggestions import SuggestionStore, with_state
from translate.stories.node_store import NodeReader
from translate.stories.slots import is_moot, read_with_stories

LAPSE_AFTER = timedelta(hours=36)
"""News that nobody linked by then is no longer read."""
_LAPSED_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class WaitingSuggestions:
    """Puts suggestions on their stream, then into their store; idempotent by their numbers."""

    nodes: NodeReader
    suggestions: SuggestionStore
    publisher: Publisher
    clock: Clock

    async def supersede_moot(self, article_ids: Iterable[str]) -> None:
        """Supersedes those suggestions of these articles that wait and could not be linked now."""
        waiting = await self.suggestions.waiting_of(sorted(set(article_ids)))
        if not waiting:
            return
        named = {article_id for suggestion in waiting for article_id in _ends(suggestion)}
        nodes = await read_with_stories(self.nodes, named)
        await self._supersede([suggestion for suggestion in waiting if is_moot(nodes, *_ends(suggestion))])

    async def supersede_all(self, article_ids: Iterable[str]) -> None:
        """Supersedes every suggestion of these articles that waits, whatever the graph holds by now."""
        await self._supersede(await self.suggestions.waiting_of(sorted(set(article_ids))))

    async def lapse(self) -> bool:
        """Supersedes what has waited for too long, some at a time; true if there may be more."""
        old = await self.suggestions.waiting_since(self.clock.now() - LAPSE_AFTER, _LAPSED_AT_ONCE)
        await self._supersede(old)
        return len(old) == _LAPSED_AT_ONCE

    async def put(self, revised: Sequence[LinkSuggestion]) -> None:
        """Appends the newest numbers of suggestions, then stores them."""
        if not revised:
            return
        now = self.clock.now()
        await self.publisher.append_once(
            Emission.of(LINK_SUGGESTED, LINK_SUGGESTED.event(suggestion, time=now)) for suggestion in revised
        )
        await self.suggestions.write(revised, now)

    async def _supersede(self, waiting: Sequence[LinkSuggestion]) -> None:
        await self.put([with_state(suggestion, "superseded") for suggestion in waiting])


def _ends(suggestion: LinkSuggestion) -> tuple[str, str]:
    return suggestion.article_id, suggestion.other_id
