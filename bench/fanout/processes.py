"""Child processes: started on a core of their own, watched for CPU and memory, ended at the end."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

SERVER_CORE, READER_CORE = 0, 1


class MissingToolError(Exception):
    """Something that the bench needs cannot be had here; says what."""


def tool(name: str, package: str) -> str:
    """The path of a program. Raises MissingToolError naming where it comes from."""
    path = shutil.which(name)
    if path is None:
        raise MissingToolError(f"{name} is not installed ({package})")
    return path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def pinned(core: int) -> list[str]:
    """A command's beginning that keeps it on one core, where there are two."""
    taskset = shutil.which("taskset")
    return [taskset, "-c", str(core)] if taskset and (os.cpu_count() or 1) > core else []


@contextmanager
def running(
    command: Sequence[str], environment: Mapping[str, str], log: Path, *, core: int
) -> Generator[subprocess.Popen[bytes]]:
    """Runs a process for the length of a `with`."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*pinned(core), *command], env={**os.environ, **environment}, stdout=output, stderr=output
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def await_port(port: int, process: subprocess.Popen[bytes], log: Path, seconds: float = 20.0) -> None:
    """Waits until something listens. Raises RuntimeError with the process's log if it ended instead."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"not listening: {log.read_text()[-2000:]}")


def family(pid: int) -> list[int]:
    """A process and its children, as nginx has a master and a worker."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(grandchild for child in children for grandchild in family(int(child)))]


def cpu_seconds(pids: Sequence[int]) -> float:
    """CPU time spent so far, in nanosecond steps."""
    spent = (Path(f"/proc/{pid}/schedstat").read_text().split()[0] for pid in pids)
    return sum(map(int, spent)) / 1e9


def resident_kb(pids: Sequence[int]) -> int:
    """Resident memory in kB, shared pages counted once by half."""
    total = 0
    for pid in pids:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        total += int(next(line for line in rollup.splitlines() if line.startswith("Pss:")).split()[1])
    return total
