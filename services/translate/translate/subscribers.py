"""The edge towards the streams: events in, story snapshots out."""

from collections.abc import Sequence

from newsroom.events.catalogue import ARTICLE_CREATED, ARTICLE_UPDATED, ARTICLE_WITHDRAWN, STORY_LINKED
from newsroom.events.stories import StorySnapshot
from newsroom.runtime.clock import Clock
from newsroom.streams.consumer import Delivery, Handler
from newsroom.streams.outcome import RejectedError
from newsroom.streams.publisher import Emission
from translate.linker import NodeStore, link

_UNDERSTOOD = frozenset({ARTICLE_CREATED.name, ARTICLE_UPDATED.name, ARTICLE_WITHDRAWN.name})


def link_what_says_so(store: NodeStore, clock: Clock) -> Handler:
    """Links what names its original itself; explicit links wait for no matcher."""

    async def handle(deliveries: Sequence[Delivery]) -> Sequence[Emission]:
        kind = deliveries[0].event.type
        if kind not in _UNDERSTOOD:
            raise RejectedError(f"translate knows nothing of {kind}")
        snapshots = await link(store, [delivery.event.data for delivery in deliveries])
        return [emission(snapshot, clock) for snapshot in snapshots]

    return handle


def emission(snapshot: StorySnapshot, clock: Clock) -> Emission:
    """The event that says how a story stands."""
    return Emission.of(STORY_LINKED, STORY_LINKED.event(snapshot, time=clock.now()))
