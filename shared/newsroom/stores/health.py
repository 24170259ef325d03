"""Health checks of the stores that a service needs."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from newsroom.stores.errors import StoreUnavailableError

_TIMEOUT_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Stores:
    """Health checks of stores by name."""

    pings: Mapping[str, Callable[[], Awaitable[object]]]

    async def problems(self) -> list[str]:
        """Reasons not to be ready: the stores that do not answer within a second."""
        problems = await asyncio.gather(*(self._problem(name, ping) for name, ping in self.pings.items()))
        return [problem for problem in problems if problem is not None]

    async def _problem(self, name: str, ping: Callable[[], Awaitable[object]]) -> str | None:
        try:
            async with asyncio.timeout(_TIMEOUT_SECONDS):
                await ping()
        except (TimeoutError, StoreUnavailableError) as error:
            return f"{name} does not answer: {error}"
        return None
