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

import pymongo
import pymongo.errors
import redis

from tests.oracle.driver import Driver
from tests.oracle.operations import Fault
from tests.oracle.replicas import Replicas
from tests.oracle.stores import Stores
from tests.support.system import System
from tests.support.waiting import wait_until

_POLL = 0.02
_APPEND_ONLY = "appendonlydir"
# Marks are written once a second: what an older file lacks must be older than that.
_MARKED = 2.5
_DELAYS = (0.02, 0.1, 0.3)  # seconds, of each piece of data on a slow connection
_FLAPPING = 0.4  # seconds between two cuts


@dataclass(slots=True)
class Injector:
    """Strikes the faults of a phase. `lost` is true from the first that took data from Redis.

    `stores` are those behind proxies, None where the system has its own.
    """

    system: System
    replicas: Replicas
    driver: Driver
    data: Path
    stores: Stores | None = None
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
                self._signal("redis", signal.SIGKILL)
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
            case "step-down":
                self._step_down(round(fault.seconds))
            case "slow" | "flapping" | "silent":
                self._network(fault)

    def _network(self, fault: Fault) -> None:
        assert self.stores is not None
        user, _, store = fault.target.partition(">")
        proxy, end = self.stores.proxies[user, store], time.monotonic() + fault.seconds
        match fault.kind:
            case "slow":
                proxy.delay(_DELAYS[fault.after % len(_DELAYS)])
                time.sleep(fault.seconds)
                proxy.delay(0)
            case "flapping":
                while time.monotonic() < end:
                    proxy.cut()
                    time.sleep(_FLAPPING)
            case _:
                proxy.hold()
                time.sleep(fault.seconds)
                proxy.resume()

    def _step_down(self, seconds: int) -> None:
        """The only member is no primary for so long; it is asked anew where that failed."""
        url = self.stores.mongo_url if self.stores else self.system.ready["mongo"]
        with contextlib.suppress(pymongo.errors.PyMongoError):
            client = pymongo.MongoClient[dict[str, object]](url, serverSelectionTimeoutMS=2000)
            with contextlib.closing(client):
                client.admin.command("replSetStepDown", seconds, force=True)

    def _stop(self, target: str, seconds: float) -> None:
        pid = self._signal(target, signal.SIGSTOP)
        time.sleep(seconds)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)

    def _signal(self, target: str, what: signal.Signals) -> int:
        """Signals the process that runs now; its pid."""
        own = {**self.system.ready["pids"], **(self.stores.pids if self.stores else {})}
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
            url = self.stores.redis_url if self.stores else self.system.ready["redis"]
            with redis.Redis.from_url(url, socket_timeout=5) as client:
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
        self._signal("redis", signal.SIGKILL)
        (folder / _APPEND_ONLY).rename(aside)
        copy.rename(folder / _APPEND_ONLY)
