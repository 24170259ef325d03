"""wrk and nginx: found, or installed where that may be done; and what wrk says."""

import os
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

from bench.fanout.processes import READER_CORE, MissingToolError, cpu_seconds, family, pinned, tool
from newsroom.stack.mongod_libraries import APT_ENVIRONMENT, may_install

_RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
_REQUESTS = re.compile(r"(\d+) requests in")
_P99 = re.compile(r"99%\s+([\d.]+)(us|ms|s)\b")
_FAILED = re.compile(r"(Non-2xx or 3xx responses|Socket errors): (.+)")
_IN_MS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass(frozen=True, slots=True)
class Load:
    """How wrk asks."""

    connections: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Asking:
    """Answers a second, their p99 in milliseconds, and the server's CPU time for each in microseconds."""

    rate: float
    p99: float
    cpu: float


def program(name: str, package: str) -> str:
    """Its path; installed from Debian's packages where it is missing. Raises MissingToolError."""
    try:
        return tool(name, f"Debian: {package}")
    except MissingToolError:
        if not may_install():
            raise
    for arguments in (["update"], ["install", "--yes", "--no-install-recommends", package]):
        command = ["apt-get", "-qq", *arguments]
        subprocess.run(command, env={**os.environ, **APT_ENVIRONMENT}, stdout=subprocess.DEVNULL, check=False)
    return tool(name, f"Debian: {package}")


def ask(wrk: str, load: Load, url: str, pid: int, headers: Sequence[str] = ()) -> Asking:
    """Asks for one address as fast as it is answered, from the core that servers are not on."""
    told = [word for header in headers for word in ("-H", header)]
    command = [*pinned(READER_CORE), wrk, "-t1", f"-c{load.connections}", f"-d{load.seconds}s", "--latency"]
    pids = family(pid)
    spent = -cpu_seconds(pids)
    found = subprocess.run([*command, *told, url], capture_output=True, text=True, check=True).stdout
    spent += cpu_seconds(pids)
    if failed := _FAILED.search(found):
        raise RuntimeError(f"{url}: {failed[0]}")
    rate, p99, requests = (pattern.search(found) for pattern in (_RATE, _P99, _REQUESTS))
    if rate is None or p99 is None or requests is None:
        raise RuntimeError(f"wrk said: {found}")
    return Asking(float(rate[1]), float(p99[1]) * _IN_MS[p99[2]], spent * 1e6 / int(requests[1]))
