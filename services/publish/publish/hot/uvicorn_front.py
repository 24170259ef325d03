"""Answers from memory before uvicorn makes a task of the request, and in one write (tried with 0.54).

A task for each request, and checking and joining the same headers again, cost more than all else that such
an answer does. Uses: that the protocol starts a cycle's task by a method of its own, and the cycle's own
fields, which are set as its `send` sets them. Whatever is out of the ordinary is left to the task.
"""

from collections.abc import Callable
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from publish.hot.encoded_response import Outgoing
from publish.hot.front import Front


def protocol_with(front: Front) -> type[HttpToolsProtocol]:
    """The server's protocol, for an application that `front` stands before."""

    class FrontProtocol(HttpToolsProtocol):
        def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
            def begin() -> None:
                HttpToolsProtocol._start_asgi_task(self, cycle, app)

            # The server may have put another in the application's place, which says that it is overloaded.
            if app is not self.app or not front.offer(cycle.scope, _writing(cycle, begin)):
                begin()

    return FrontProtocol


def _writing(cycle: RequestResponseCycle, otherwise: Callable[[], None]) -> Callable[[Outgoing | None], None]:
    def write(answer: Outgoing | None) -> None:
        if answer is None or answer.head is None or not _is_ordinary(cycle):
            otherwise()
            return
        cycle.response_started = cycle.response_complete = True
        cycle.waiting_for_100_continue = False
        given = [b"%b: %b\r\n" % header for header in cycle.default_headers]
        cycle.transport.writelines([answer.status_line, *given, answer.head, answer.body])
        cycle.message_event.set()
        cycle.on_response()

    return write


def _is_ordinary(cycle: RequestResponseCycle) -> bool:
    """Whether the connection stays open and takes bytes now."""
    return (
        cycle.keep_alive and not cycle.disconnected and not cycle.flow.write_paused and not cycle.access_log
    )
