"""The edge towards the streams: which handler takes which kind of event."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from newsroom.events.catalogue import (
    ARTICLE_CREATED,
    ARTICLE_ORDERED,
    ARTICLE_UPDATED,
    ARTICLE_WITHDRAWN,
    LINK_DECIDED,
    LINK_SUGGESTED,
    LINKING_SWITCHED,
    STORY_LINKED,
    TOPIC_CURATED,
)
from newsroom.events.envelope import Traces, traces_of
from newsroom.streams.consumer import Delivery, Handler
from newsroom.streams.outcome import RejectedError
from newsroom.streams.publisher import Emission
from publish.handlers import Handlers


def route(handlers: Handlers) -> Handler:
    """One handler for all streams; a batch is of one stream, so of one type."""
    showing: dict[str, Callable[[Sequence[Any], Traces], Awaitable[Sequence[Emission]]]] = {
        ARTICLE_CREATED.name: handlers.revisions,
        ARTICLE_UPDATED.name: handlers.revisions,
        ARTICLE_WITHDRAWN.name: handlers.withdrawals,
        STORY_LINKED.name: handlers.stories,
    }
    keeping: dict[str, Callable[[Sequence[Any]], Awaitable[Sequence[Emission]]]] = {
        LINK_DECIDED.name: handlers.decisions,
        LINK_SUGGESTED.name: handlers.suggestions,
        ARTICLE_ORDERED.name: handlers.orders,
        TOPIC_CURATED.name: handlers.curations,
        LINKING_SWITCHED.name: handlers.switches,
    }

    async def handle(deliveries: Sequence[Delivery]) -> Sequence[Emission]:
        kind = deliveries[0].event.type
        told = [delivery.event.data for delivery in deliveries]
        if kind in showing:
            return await showing[kind](told, traces_of(delivery.event for delivery in deliveries))
        if kind in keeping:
            return await keeping[kind](told)
        raise RejectedError(f"publish knows nothing of {kind}")

    return handle
