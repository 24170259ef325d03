"""Takes a connection away from uvicorn's request cycle (tried with 0.54).

Uses: that `send` is a method of the cycle, that the cycle knows its transport and its server's default
headers, and that the transport's protocol is in the server's set of open connections. The rest is asyncio's
own: the old protocol is told that its connection is lost, which ends its cycle cleanly, and another is set in
its place. Where any of it is missing, nothing is taken.
"""

import asyncio
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from newsroom.http.asgi import Headers, Send


@runtime_checkable
class _Cycle(Protocol):
    transport: asyncio.Transport
    default_headers: list[tuple[bytes, bytes]]
    response_started: bool


@runtime_checkable
class _ServerProtocol(Protocol):
    connections: set[Any]

    def connection_lost(self, exc: Exception | None) -> None: ...


class TakenOverError(Exception):
    """Reason given to the server's protocol for the loss of its connection."""


@dataclass(frozen=True, slots=True)
class Takeover:
    """A connection that can be had: its transport, its siblings, and the headers the server gives to all."""

    transport: asyncio.Transport
    siblings: set[Any]
    headers: Headers
    _protocol: _ServerProtocol

    def set_protocol(self, protocol: asyncio.Protocol) -> None:
        """Puts another protocol in the place of the server's."""
        self.transport.set_protocol(protocol)
        self._protocol.connection_lost(TakenOverError())
        if not self.transport.is_reading():
            self.transport.resume_reading()  # or its end would go unnoticed


def find_takeover(send: Send) -> Takeover | None:
    """The connection behind an ASGI `send` before the answer has begun, or None where it is not to be had."""
    cycle = getattr(send, "__self__", None)
    if not isinstance(cycle, _Cycle) or cycle.response_started or not is_bare(cycle.transport):
        return None
    protocol = cycle.transport.get_protocol()
    if not isinstance(protocol, _ServerProtocol) or protocol not in protocol.connections:
        return None
    return Takeover(cycle.transport, protocol.connections, tuple(cycle.default_headers), protocol)


def is_bare(transport: asyncio.Transport) -> bool:
    """Whether what is written to the transport's socket is what the peer reads: not through TLS."""
    over_socket = transport.get_extra_info("socket") is not None
    return over_socket and transport.get_extra_info("sslcontext") is None and not transport.is_closing()
