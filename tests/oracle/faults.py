"""Faults against the real processes of a running system, each struck once enough operations are answered."""

import contextlib
import os
import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import redis

from tests.oracle.driver import Driver
from tests.oracle.operations import Fault
from tests.oracle.replicas import Replicas
from tests.support.system import System
from tests.support.waiting import wait_until

_POLL = 0.02
_APPEND_ONLY = "appendonlydir"
# Marks are written once a second: what an older file lacks must be older than that.
_MARKED = 2.5


@dataclass(slots=True)
class Injector:
    """Strikes the faults of a phase. `lost` is true from the first that took data from Redis."""

    system: System
    replicas: Replicas
    driver: Driver
    data: Path
    lost: bool = False
    struck: list[Fault] = field(default_factory=list[Fault])

    @contextlib.contextmanager
    def striking(self, faults: tuple[Fault, ...]) -> Iterator[None]:
        """Strikes while the block runs; after it, what never was due, too. All have ended then."""
        if any(fault.kind == "old" for fault in faults):
            self._keep_copy()
        ended = threading.Event()
        threads = [threading.Thread(target=self._strike, args=(fault, ended)) for fault in faults]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            ended.set()
            for thread in threads:
                thread.join()

    def _strike(self, fault: Fault, ended: threading.Event) -> None:
        while self.driver.answered < fault.after and not ended.is_set():
            time.sleep(_POLL)
        self.struck.append(fault)
        match fault.kind:
            case "kill":
                self._signal(fault.target, signal.SIGKILL)
            case "stop":
                self._stop(fault.target, fault.seconds)
            case "restart":
                self.system.kill("redis")
            case "flush":
                self._flush()
            case "flush-twice":
                self._flush()
                time.sleep(fault.seconds)
                self._flush()
            case "old":
                self._put_back()
            case "full":
                self._fill(fault.seconds)

    def _stop(self, target: str, seconds: float) -> None:
        pid = self._signal(target, signal.SIGSTOP)
        time.sleep(seconds)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)

    def _signal(self, target: str, what: signal.Signals) -> int:
        """Signals the process that runs now; its pid."""
        own = self.system.ready["pids"]
        pid: int = own[target] if target in own else self.replicas.pid(target)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, what)
        return pid

    def _flush(self) -> None:
        self.lost = True

        def flushed() -> bool:
            return self._redis(lambda client: bool(client.flushall()))

        wait_until(flushed, "Redis is emptied")

    def _fill(self, seconds: float) -> None:
        self._redis(lambda client: bool(client.config_set("maxmemory", 1_000_000)))
        time.sleep(seconds)
        # Killed meanwhile, it has its own limit again.
        wait_until(
            lambda: self._redis(lambda client: bool(client.config_set("maxmemory", 1 << 30))),
            "Redis has memory again",
        )

    def _redis(self, call: Callable[[redis.Redis], bool]) -> bool:
        try:
            with redis.Redis.from_url(self.system.ready["redis"], socket_timeout=5) as client:
                return call(client)
        except redis.RedisError:
            return False

    def _keep_copy(self) -> None:
        copy = self.data / "older"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self.data / "redis" / _APPEND_ONLY, copy)

    def _put_back(self) -> None:
        """Redis comes back with the file that it had when the phase began."""
        first = self.driver.first_answer
        if first is None:
            return
        time.sleep(max(0.0, first + _MARKED - time.monotonic()))
        self.lost = True
        folder = self.data / "redis"
        aside = self.data / f"aside-{time.monotonic_ns()}"
        copy = self.data / f"copy-{time.monotonic_ns()}"
        shutil.copytree(self.data / "older", copy)
        wait_until(lambda: self._redis(lambda client: bool(client.ping())), "Redis runs")
        # The supervisor takes a third of a second to start it again: long enough to exchange its files.
        self.system.kill("redis")
        (folder / _APPEND_ONLY).rename(aside)
        copy.rename(folder / _APPEND_ONLY)
