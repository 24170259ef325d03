"""How a process that serves many connections is set up, before its event loop begins."""

import gc
import resource
from contextlib import suppress

_ENOUGH_FILES = 65_536


def allow_open_files() -> int:
    """Raises the number of files the process may have open as far as it may; how many that is.

    A connection is an open file, and what a shell gives, often 1,024, is meant for other programs.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = _ENOUGH_FILES if hard == resource.RLIM_INFINITY else min(hard, _ENOUGH_FILES)
    if soft != resource.RLIM_INFINITY and soft < allowed:
        with suppress(ValueError):  # a system may have a lower limit than it says
            resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
            return allowed
        return soft
    return allowed


def settle_memory() -> None:
    """Takes what was built so far out of the garbage collector's sight.

    It is there to stay, and each look through it would stop the event loop for tens of milliseconds.
    """
    gc.collect()
    gc.freeze()
