"""Watchdog: ends a process whose event loop has stopped turning, so that its supervisor starts it again.

It counts ticks of its own, not seconds: a process that was stopped (SIGSTOP, a suspended machine) ticks no
more than its loop turns, and is not ended on waking. Code that never lets the interpreter's lock go stops the
watchdog too; the processor time that it takes ends it then, by a signal that needs no lock.
"""

import asyncio
import faulthandler
import os
import signal
import sys
import threading
from collections.abc import Callable
from types import TracebackType

import structlog

TICKS = 30
TICK_SECONDS = 1.0
EXIT_CODE = 70  # EX_SOFTWARE
_log = structlog.get_logger(__name__)


def end_now() -> None:
    """Ends the process at once, with the stack of every thread on stderr: shutting down needs the loop."""
    faulthandler.dump_traceback(all_threads=True)
    sys.stderr.flush()
    sys.stdout.flush()
    os._exit(EXIT_CODE)


class Watchdog:
    """Watchdog of the running loop, for the length of an `async with`."""

    def __init__(
        self, ticks: int = TICKS, tick_seconds: float = TICK_SECONDS, end: Callable[[], None] = end_now
    ) -> None:
        self._ticks = ticks
        self._seconds = tick_seconds
        self._end = end
        self._stopped = threading.Event()
        self._unanswered = 0
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)

    async def __aenter__(self) -> "Watchdog":
        self._loop = asyncio.get_running_loop()
        # Dumps every stack, then lets the signal end the process.
        faulthandler.register(signal.SIGPROF, all_threads=True, chain=True)
        self._thread.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopped.set()
        await asyncio.to_thread(self._thread.join)
        signal.setitimer(signal.ITIMER_PROF, 0)
        faulthandler.unregister(signal.SIGPROF)

    def _watch(self) -> None:
        while True:
            self._arm()
            if self._stopped.wait(self._seconds):
                return
            if self._unanswered >= self._ticks:
                _log.critical("loop.stuck", ticks=self._unanswered)
                self._end()
                return
            self._unanswered += 1
            try:
                self._loop.call_soon_threadsafe(self._turned)
            except RuntimeError:  # the loop is closed: the process is ending by itself
                return

    def _turned(self) -> None:
        self._unanswered = 0

    def _arm(self) -> None:
        """Of processor time of all threads together: where none can tick, one of them holds the lock."""
        cores = os.cpu_count() or 1
        signal.setitimer(signal.ITIMER_PROF, self._ticks * self._seconds * cores)
