"""Setup of a process that serves many connections, before its event loop starts."""

import gc
import resource
from contextlib import suppress

_ENOUGH_FILES = 65_536


def raise_open_file_limit() -> int:
    """Raises the process's limit of open files, up to 65,536; returns the limit.

    A connection is an open file, and a shell's default, often 1,024, is meant for other programs.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = _ENOUGH_FILES if hard == resource.RLIM_INFINITY else min(hard, _ENOUGH_FILES)
    if soft != resource.RLIM_INFINITY and soft < allowed:
        with suppress(ValueError):  # a system may enforce a lower limit than it reports
            resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
            return allowed
        return soft
    return allowed


def freeze_garbage_collector() -> None:
    """Exempts all objects built so far from garbage collection (`gc.freeze`).

    They stay for the process's life; each pass over them would stop the event loop for tens of milliseconds.
    """
    gc.collect()
    gc.freeze()
