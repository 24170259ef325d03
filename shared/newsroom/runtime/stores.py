"""Whether the stores that a service needs answer now."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

_PATIENCE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Stores:
    """Stores by name, each with a call that it answers; `outages` are what calls raise while it is away."""

    pings: Mapping[str, Callable[[], Awaitable[object]]]
    outages: tuple[type[BaseException], ...]

    async def problems(self) -> list[str]:
        """The stores that do not answer, as reasons not to be ready."""
        found = await asyncio.gather(*(self._problem(name, ping) for name, ping in self.pings.items()))
        return [problem for problem in found if problem is not None]

    async def _problem(self, name: str, ping: Callable[[], Awaitable[object]]) -> str | None:
        expected: tuple[type[BaseException], ...] = (TimeoutError, *self.outages)
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await ping()
        except expected as error:
            return f"{name} does not answer: {error}"
        return None
