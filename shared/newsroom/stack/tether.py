"""Ties a process's life to its parent's: `python tether.py PARENT_PID PROGRAM ARGUMENT…` becomes PROGRAM.

Run as a file of its own, because nothing but the child itself can ask the kernel for this, and code between
fork and exec is unsafe where the parent has threads. Linux alone can do it; elsewhere only an orderly stop
ends the children.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # linux/prctl.h


def main() -> None:
    parent, *command = sys.argv[1:]
    if sys.platform == "linux":
        die_with_parent()
    if os.getppid() != int(parent):  # it died before we could ask
        sys.exit(f"{command[0]} not started: its parent is gone")
    os.execvp(command[0], command)  # noqa: S606 - the very purpose; the caller's own words, no shell


def die_with_parent() -> None:
    """Have the kernel kill this process, whatever it becomes by exec, when the thread that made it ends."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG) failed")


if __name__ == "__main__":
    main()
