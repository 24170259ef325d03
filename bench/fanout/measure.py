"""One round: memory, events one by one, bursts, and a steady rate, servers taking turns in small parts."""

import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.fanout.processes import cpu_seconds, resident_kb
from bench.fanout.readers import Readers, Stats, reading
from bench.fanout.servers import Running

EVENT_BYTES = 620
BURST = 32
PARTS = 5  # of a round: what else the machine does in a second or two is to meet all servers alike
FEWEST, LONGEST = 2, 1.0  # lots of a part at least, and seconds after which there are no more


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
    """What one round showed of a server. CPU in microseconds a delivery, memory in kB a connection."""

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


@dataclass(frozen=True, slots=True)
class Read:
    """A server with all its readers; `memory` in kB for each of them."""

    server: Running
    readers: Readers
    wire: Wire
    memory: float


@contextmanager
def read_by(server: Running, program: Path, connections: int) -> Generator[Read]:
    """Gives a server that nobody has read yet its readers."""
    _warm_up(server, program)
    before = resident_kb(server.server_pids)
    with reading(program, server.port, server.path, connections) as readers:
        readers.await_open()
        memory = (resident_kb(server.server_pids) - before) / connections
        yield Read(server, readers, Wire(server), memory)


def measure(servers: Mapping[str, Read], plan: Plan) -> dict[str, Figures]:
    """Runs a round; the order is that of the mapping, and in every other part the reverse."""
    single = _in_turns(servers, plan.single, 1)
    burst = _in_turns(servers, plan.bursts, BURST)
    paced = {
        name: _paced(one.readers, one.wire, lots=plan.paced, rate=plan.rate) for name, one in servers.items()
    }
    return {
        name: Figures(
            single_rate=single[name].rate,
            single_cpu=single[name].cpu,
            burst_rate=burst[name].rate,
            burst_cpu=burst[name].cpu,
            paced_p50=paced[name].p50,
            paced_p99=paced[name].p99,
            memory=one.memory,
            gaps=single[name].gaps + burst[name].gaps + paced[name].gaps,
            repeats=single[name].repeats + burst[name].repeats + paced[name].repeats,
        )
        for name, one in servers.items()
    }


def measure_drops(server: Running, program: Path, plan: Plan) -> Stats:
    """Lets readers drop and resume in turn while events come at the plan's rate."""
    with reading(program, server.port, server.path, plan.connections) as readers:
        readers.await_open()
        wire = Wire(server)
        readers.await_event(wire.publish(1))  # from here on everybody has an id to resume after
        readers.drop(plan.drop_rate)
        lots = int(plan.drop_seconds * plan.rate)
        return _paced(readers, wire, lots=lots, rate=plan.rate, last=lambda: readers.drop(0))


@dataclass(slots=True)
class _Lots:
    """What came of all parts: seconds, CPU seconds, and counts."""

    took: float = 0.0
    spent: float = 0.0
    seen: list[Stats] = field(default_factory=list[Stats])

    @property
    def rate(self) -> float:
        return self._deliveries / self.took

    @property
    def cpu(self) -> float:
        return self.spent * 1e6 / self._deliveries

    @property
    def gaps(self) -> int:
        return sum(stats.gaps for stats in self.seen)

    @property
    def repeats(self) -> int:
        return sum(stats.repeats for stats in self.seen)

    @property
    def _deliveries(self) -> int:
        return sum(stats.deliveries for stats in self.seen)


def _in_turns(servers: Mapping[str, Read], lots: int, size: int) -> dict[str, _Lots]:
    found = {name: _Lots() for name in servers}
    for part in range(PARTS):
        for name in list(found) if part % 2 == 0 else reversed(found):
            _lots(servers[name], found[name], lots=max(FEWEST, lots // PARTS), size=size)
    return found


def _lots(read: Read, found: _Lots, *, lots: int, size: int) -> None:
    """Publishes lots of so many events, each when everybody has the one before; fewer where time is up."""
    read.readers.stats()
    cpu, start = cpu_seconds(read.server.pids), time.monotonic()
    for number in range(lots):
        if number >= FEWEST and time.monotonic() - start > LONGEST:
            break
        read.readers.await_event(read.wire.publish(size))
    found.took += time.monotonic() - start
    found.spent += cpu_seconds(read.server.pids) - cpu
    found.seen.append(read.readers.stats())


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
