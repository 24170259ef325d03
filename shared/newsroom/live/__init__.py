"""The live stream: server-sent events, from one reader of the live log to every subscriber.

Owns filters' rings of encoded events, the sweeps that write them, resumption, eviction of slow readers,
server-sent framing and the ASGI endpoint. Leaves out the log itself (a `LogReader` is passed in), how a
query becomes a filter, and everything about articles.

The way of one event: `Hub` takes it from the reader, `framing` encodes it once, the `Ring` of every filter
that wants it keeps it, and the `Sweeper` writes it to slices of connections, each slice by its own position,
so that what came in meanwhile goes out in the same write. A connection has no task, no timer and no buffer of
its own beyond what its transport holds.

`uvicorn_takeover` takes the connection away from the server's request cycle, which is where most of a
delivery's cost would be; where that is not to be had, `plain` serves the same bytes through ASGI's `send`.
"""

from newsroom.live.endpoint import stream_endpoint
from newsroom.live.entries import LiveEntry, LogPage, LogReader
from newsroom.live.hub import Hub
from newsroom.live.requests import InvalidQueryError
from newsroom.live.settings import LiveSettings
from newsroom.stores.errors import StoreUnavailableError

__all__ = [
    "Hub",
    "InvalidQueryError",
    "LiveEntry",
    "LiveSettings",
    "LogPage",
    "LogReader",
    "StoreUnavailableError",
    "stream_endpoint",
]
