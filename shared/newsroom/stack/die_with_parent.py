"""Launcher that ties a process to its parent: `python die_with_parent.py PARENT_PID PROGRAM ARGUMENT…`.

It becomes PROGRAM by exec. Run as a file of its own, because only the child itself can ask the kernel for
this (PR_SET_PDEATHSIG, prctl(2)), and code between fork and exec is unsafe where the parent has threads.
Linux alone can do it; elsewhere only an orderly stop ends the children.
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
    if os.getppid() != int(parent):  # the parent died before the request
        sys.exit(f"{command[0]} not started: its parent is gone")
    os.execvp(command[0], command)  # noqa: S606 - its purpose; the caller's own arguments, no shell


def die_with_parent() -> None:
    """Has the kernel kill this process, also after exec, when the thread that spawned it ends."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG) failed")


if __name__ == "__main__":
    main()
