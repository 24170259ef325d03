"""One server's turn: memory, events one by one, bursts, and a steady rate."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.fanout.processes import cpu_seconds, resident_kb
from bench.fanout.readers import Readers, Stats, reading
from bench.fanout.servers import Running

EVENT_BYTES = 620
BURST = 32
FEWEST, LONGEST = 2, 5.0  # lots at least, and seconds after which there are no more


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is done in a turn."""

    connections: int = 1000
    single: int = 200
    bursts: int = 20
    paced: int = 60
    rate: int = 20
    drop_rate: int = 500
    drop_seconds: float = 5.0


@dataclass(frozen=True, slots=True)
class Figures:
    """What one turn showed. CPU in microseconds a delivery, memory in kB a connection."""

    single_rate: float
    single_cpu: float
    burst_rate: float
    burst_cpu: float
    paced_p50: float
    paced_p99: float
    memory: float
    gaps: int
    repeats: int


class Wire:
    """Numbers events and publishes them."""

    def __init__(self, server: Running) -> None:
        self._server = server
        self.seq = 0

    def publish(self, count: int) -> int:
        """Publishes events together; the last one's number."""
        self._server.publisher.publish([self._event() for _ in range(count)])
        return self.seq

    def _event(self) -> bytes:
        self.seq += 1
        head = b'{"seq":%d,"t":%d,"text":"' % (self.seq, time.monotonic_ns())
        return head.ljust(EVENT_BYTES - 2, b"x") + b'"}'


def measure(server: Running, program: Path, plan: Plan) -> Figures:
    """Runs a turn against a server that nobody has read yet."""
    _warm_up(server, program)
    before = resident_kb(server.server_pids)
    with reading(program, server.port, server.path, plan.connections) as readers:
        readers.await_open()
        memory = (resident_kb(server.server_pids) - before) / plan.connections
        wire = Wire(server)
        single = _lots(server, readers, wire, lots=plan.single, size=1)
        burst = _lots(server, readers, wire, lots=plan.bursts, size=BURST)
        paced = _paced(readers, wire, lots=plan.paced, rate=plan.rate)
    seen = [single.stats, burst.stats, paced]
    return Figures(
        single_rate=single.rate,
        single_cpu=single.cpu,
        burst_rate=burst.rate,
        burst_cpu=burst.cpu,
        paced_p50=paced.p50,
        paced_p99=paced.p99,
        memory=memory,
        gaps=sum(stats.gaps for stats in seen),
        repeats=sum(stats.repeats for stats in seen),
    )


def measure_drops(server: Running, program: Path, plan: Plan) -> Stats:
    """Lets readers drop and resume in turn while events come at the plan's rate."""
    with reading(program, server.port, server.path, plan.connections) as readers:
        readers.await_open()
        wire = Wire(server)
        readers.await_event(wire.publish(1))  # from here on everybody has an id to resume after
        readers.drop(plan.drop_rate)
        lots = int(plan.drop_seconds * plan.rate)
        return _paced(readers, wire, lots=lots, rate=plan.rate, last=lambda: readers.drop(0))


@dataclass(frozen=True, slots=True)
class _Lots:
    rate: float
    cpu: float
    stats: Stats


def _lots(server: Running, readers: Readers, wire: Wire, *, lots: int, size: int) -> _Lots:
    """Publishes lots of so many events, each when everybody has the one before; fewer where time is up."""
    readers.stats()
    cpu, start = cpu_seconds(server.pids), time.monotonic()
    for number in range(lots):
        if number >= FEWEST and time.monotonic() - start > LONGEST:
            break
        readers.await_event(wire.publish(size))
    took, spent = time.monotonic() - start, cpu_seconds(server.pids) - cpu
    stats = readers.stats()
    return _Lots(stats.deliveries / took, spent * 1e6 / stats.deliveries, stats)


def _paced(
    readers: Readers, wire: Wire, *, lots: int, rate: int, last: Callable[[], None] = lambda: None
) -> Stats:
    """Publishes single events at a steady rate; `last` is called before the last one."""
    readers.stats()
    start = time.monotonic()
    for number in range(lots):
        time.sleep(max(0.0, start + number / rate - time.monotonic()))
        if number == lots - 1:
            last()
        wire.publish(1)
    readers.await_event(wire.seq)
    return readers.stats()


def _warm_up(server: Running, program: Path) -> None:
    """Lets the server allocate what it needs for anybody at all."""
    with reading(program, server.port, server.path, 50) as readers:
        readers.await_open()
        wire = Wire(server)
        for _ in range(20):
            readers.await_event(wire.publish(1))
