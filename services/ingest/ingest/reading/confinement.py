"""Confinement of a worker: no network, no programs, no files written, and limits of memory and CPU time.

Called in the worker once all it needs is loaded. Three layers, since none of them is everywhere: limits of
the kernel, a filter of system calls where Linux has it, and Python's audit hooks.
"""

import ctypes
import math
import platform
import resource
import struct
import sys
from pathlib import Path

_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2
_LOAD, _JUMP_IF_EQUAL, _JUMP_IF_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 13  # SECCOMP_RET_ERRNO with EACCES
_X32 = 0x40000000  # the second table of system calls on x86-64
# By machine: its audit architecture, and socket, connect, fork, vfork, execve, execveat, ptrace.
_CALLS = {
    "x86_64": (0xC000003E, (41, 42, 57, 58, 59, 322, 101)),
    "aarch64": (0xC00000B7, (198, 203, 221, 281, 117)),
}
_FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn")


def confine(memory: int) -> None:
    """Confines this process for good; it may take `memory` bytes beyond what it has now."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    if sys.platform == "linux":  # elsewhere the limit is not heeded
        most = _address_space() + memory
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        _filter_calls()
    sys.addaudithook(_refuse)


def allow_cpu(seconds: float) -> None:
    """Sets the CPU time of the document that comes now: the kernel's limit is of the process's whole life.

    It ends a worker that spins after its parent was killed; else the parent's clock comes first.
    """
    usage = resource.getrusage(resource.RUSAGE_SELF)
    most = math.ceil(usage.ru_utime + usage.ru_stime + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))


def _address_space() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    return pages * resource.getpagesize()


def _filter_calls() -> None:
    """Installs a seccomp filter (a classic BPF program); a kernel without it leaves the other layers."""
    architecture, calls = _CALLS.get(platform.machine(), (0, ()))
    if not calls:
        return
    program = [
        (_LOAD, 0, 0, 4),  # the architecture
        (_JUMP_IF_EQUAL, 0, len(calls) + 3, architecture),
        (_LOAD, 0, 0, 0),  # the number of the call
        (_JUMP_IF_AT_LEAST, len(calls) + 1, 0, _X32),
        *((_JUMP_IF_EQUAL, len(calls) - index, 0, call) for index, call in enumerate(calls)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
    instructions = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in program))
    described = ctypes.create_string_buffer(struct.pack("HP", len(program), ctypes.addressof(instructions)))
    prctl = ctypes.CDLL(None).prctl
    prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    prctl(_SET_SECCOMP, _FILTER, ctypes.c_void_p(ctypes.addressof(described)), 0, 0)


def _refuse(event: str, _: object) -> None:
    if event.startswith(_FORBIDDEN):
        raise PermissionError(f"{event} is not for a reader of documents")
