"""Whether the stores that a service needs answer now."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from newsroom.stores.errors import StoreUnavailableError

_PATIENCE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Stores:
    """Stores by name, each with a call that it answers."""

    pings: Mapping[str, Callable[[], Awaitable[object]]]

    async def problems(self) -> list[str]:
        """The stores that do not answer, as reasons not to be ready."""
        found = await asyncio.gather(*(self._problem(name, ping) for name, ping in self.pings.items()))
        return [problem for problem in found if problem is not None]

    async def _problem(self, name: str, ping: Callable[[], Awaitable[object]]) -> str | None:
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await ping()
        except (TimeoutError, StoreUnavailableError) as error:
            return f"{name} does not answer: {error}"
        return None
