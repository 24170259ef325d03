"""Resolver for aiohttp that gives on only addresses that may be asked; connections are made to just these.

Install it with `newsroom[fetch]`.
"""

import socket

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from newsroom.http.fetch_guard import Guard


class ClosedAddressError(Exception):
    """Refusal of a host none of whose addresses may be asked."""


class GuardedResolver(AbstractResolver):
    """Looks hosts up by the system's resolver. Raises ClosedAddressError."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._inner = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        resolved = await self._inner.resolve(host, port, family)
        allowed = set(self._guard.open_ones(host, port, [result["host"] for result in resolved]))
        if not allowed:
            raise ClosedAddressError(self._guard.closed(host))
        return [result for result in resolved if result["host"] in allowed]

    async def close(self) -> None:
        await self._inner.close()
