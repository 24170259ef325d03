"""Setup of a process that serves many connections, before its event loop starts."""

import errno
import gc
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from zoneinfo import ZoneInfoNotFoundError

_ENOUGH_FILES = 65_536
_FULL = (errno.ENOSPC, errno.EDQUOT)


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


@contextmanager
def composing() -> Iterator[None]:
    """Ends the process with one line where a file or a value that the operator named cannot be used."""
    try:
        yield
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        raise SystemExit(f"cannot start: {place}{error.strerror or error}") from error
    except ValueError as error:
        raise SystemExit(f"cannot start: {' '.join(str(error).split())}") from error
    except ZoneInfoNotFoundError as error:
        raise SystemExit(f"cannot start: {error.args[0]}") from error  # a KeyError, whose text is quoted


def writable_folder(folder: Path, variable: str) -> None:
    """Makes a folder that this process is to write in. Raises SystemExit where it is the wrong one.

    A disk that is full passes: that may end, and its process goes on without the folder meanwhile.
    """
    reason = unwritable(folder)
    if reason is not None:
        raise SystemExit(
            f"{variable}: {folder} cannot be written ({reason}): give this user the folder, or name another"
        )


def unwritable(folder: Path) -> str | None:
    """Reason why a folder, made if it is missing, cannot be written to; None where it can, or is full."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        return None if error.errno in _FULL else error.strerror or type(error).__name__
    return None if os.access(folder, os.W_OK | os.X_OK) else os.strerror(errno.EACCES)


def freeze_garbage_collector() -> None:
    """Exempts all objects built so far from garbage collection (`gc.freeze`).

    They stay for the process's life; each pass over them would stop the event loop for tens of milliseconds.
    """
    gc.collect()
    gc.freeze()
