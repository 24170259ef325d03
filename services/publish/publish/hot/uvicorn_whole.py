"""Writes a whole answer in one go where uvicorn's request cycle stands behind `send` (tried with 0.54).

The cycle checks and joins the same headers again for each request, which costs more than all else that an
answer from memory does. Uses: that `send` is a method of the cycle, and the cycle's own fields, which are set
as its `send` sets them. Where anything is out of the ordinary, nothing is written and `send` is to be used.
"""

from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from publish.live.asgi import Send


def write_whole(send: Send, status_line: bytes, head: bytes, body: bytes) -> bool:
    """Whether the answer to a GET was written. `head` is its headers and the empty line after them."""
    cycle = getattr(send, "__self__", None)
    if type(cycle) is not RequestResponseCycle or not _is_ordinary(cycle):
        return False
    cycle.response_started = cycle.response_complete = True
    cycle.waiting_for_100_continue = False
    given = [b"%b: %b\r\n" % header for header in cycle.default_headers]
    cycle.transport.writelines([status_line, *given, head, body])
    cycle.message_event.set()
    cycle.on_response()
    return True


def _is_ordinary(cycle: RequestResponseCycle) -> bool:
    """Whether the connection stays open, takes bytes now, and nothing was answered on it yet."""
    return (
        cycle.keep_alive
        and not cycle.response_started
        and not cycle.disconnected
        and not cycle.flow.write_paused
        and not cycle.access_log
        and cycle.scope["method"] == "GET"
    )
