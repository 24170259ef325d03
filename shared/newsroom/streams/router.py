"""Router of a consumer group: dispatches each batch to the handlers of its event types, statically typed.

`Router` is a consumer's `Handler`.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Self, TypeVar

from pydantic import BaseModel

from newsroom.events.catalogue import EventType
from newsroom.events.envelope import Event
from newsroom.streams.consumer import Delivery
from newsroom.streams.outcome import RejectedError
from newsroom.streams.publisher import Emission
from newsroom.streams.topology import streams_of

DataT = TypeVar("DataT", bound=BaseModel)
# Quoted where they are used: pydantic's generic model is no alias that takes a type variable at run time.
EventHandler = Callable[[Sequence[Event[DataT]]], Awaitable[Sequence[Emission]]]
DeliveryHandler = Callable[[Sequence[Delivery[DataT]]], Awaitable[Sequence[Emission]]]


class Router:
    """Dispatcher of batches by event type. Raises RejectedError for a type without a handler."""

    def __init__(self) -> None:
        self._handlers: dict[str, DeliveryHandler[Any]] = {}

    def on(self, kind: EventType[DataT], handle: "EventHandler[DataT]") -> Self:
        """Registers the handler of this kind of event. Raises ValueError for a second one."""

        async def handle_events(deliveries: Sequence[Delivery[DataT]]) -> Sequence[Emission]:
            return await handle([delivery.event for delivery in deliveries])

        return self.on_entries(kind, handle_events)

    def on_entries(self, kind: EventType[DataT], handle: "DeliveryHandler[DataT]") -> Self:
        """Registers a handler that takes the entries too. Raises ValueError for a second one."""
        if kind.name in self._handlers:
            raise ValueError(f"{kind.name} has a handler already")
        self._handlers[kind.name] = handle
        return self

    def on_several(self, kinds: Sequence[EventType[Any]], handle: "EventHandler[Any]") -> Self:
        """Registers one handler of several kinds, which takes those of one batch together."""

        async def handle_events(deliveries: Sequence[Delivery[Any]]) -> Sequence[Emission]:
            return await handle([delivery.event for delivery in deliveries])

        for kind in kinds:
            self.on_entries(kind, handle_events)
        return self

    def covering(self, group: str) -> Self:
        """Returns this router. Raises ValueError where a stream of the group has no handler."""
        missing = [stream for stream in streams_of(group) if f"newsroom.{stream}.v1" not in self._handlers]
        if missing:
            raise ValueError(f"group {group} reads {', '.join(missing)} and has no handler for it")
        return self

    async def __call__(self, deliveries: Sequence[Delivery[Any]]) -> Sequence[Emission]:
        batches: dict[DeliveryHandler[Any], list[Delivery[Any]]] = {}
        for delivery in deliveries:
            handle = self._handlers.get(delivery.event.type)
            if handle is None:
                raise RejectedError(f"no handler for {delivery.event.type}")
            batches.setdefault(handle, []).append(delivery)
        emissions: list[Emission] = []
        for handle, batch in batches.items():
            emissions += await handle(batch)
        return emissions
