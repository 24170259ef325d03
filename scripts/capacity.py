"""Model of capacity: what articles and readers cost at the busiest moment, from figures that were measured.

`python -m scripts.capacity --articles 2000 --readers 100000` prints it; what it leaves out: docs/capacity.md.
It adds costs up and knows no queue: it tells how many cores are busy, not how long anybody waits.
"""

import argparse
import math
from dataclasses import dataclass, fields

SECONDS_A_DAY = 86_400
READERS_A_PROCESS = 20_000  # the live stream's own bound, docs/live-stream.md
LIVE_ENTRIES_AN_ARTICLE = 2  # before its link and with it: docs/performance.md


@dataclass(frozen=True, slots=True)
class Costs:
    """Costs in µs of CPU, memory in bytes; `SOURCES` has the line in the documents that each is from."""

    ingest: float = 1_500
    link: float = 3_300
    publish: float = 3_025
    redis: float = 625
    mongo: float = 2_550
    document: float = 3_500  # of any other format than our own JSON, in a child process
    matching: float = 49_000  # of an article that names no original, into a window of 10,000
    encoding: float = 230_000  # the same, a whole article
    delivery: float = 9.0  # of one live event to one reader, one by one
    read: float = 20.5  # of a hot answer
    connection_bytes: float = 2_000


SOURCES: dict[str, tuple[str, str]] = {
    **dict.fromkeys(
        ("ingest", "link", "publish", "redis", "mongo"),
        ("docs/performance.md", "| newsroom | 28 | 1,500 / 3,300 / 3,025 / 625 / 2,550 |"),
    ),
    "document": (
        "docs/decisions/0072-documents-are-read-in-child-processes.md",
        "3.5 ms for each small document",
    ),
    "matching": ("docs/linking.md", "| window of 10,000, one at a time | 25 | 45 | 49 | 74 |"),
    "encoding": ("docs/linking.md", "| the encoder | 230 | 289 |"),
    "delivery": ("docs/live-stream.md", "| 5,000: the hub | 9.0 µs | 2,320,000 | 28, 65 ms | 2.0 |"),
    "connection_bytes": ("docs/live-stream.md", "| 5,000: the hub | 9.0 µs | 2,320,000 | 28, 65 ms | 2.0 |"),
    "read": ("docs/reads.md", "| publish: feed | 46,100 | 1.5 ms | 20.5 µs |"),
}


@dataclass(frozen=True, slots=True)
class Load:
    """Load of a newsroom. `peak` is how many times the day's mean its busiest minute has, of articles."""

    articles_a_day: float
    live_readers: int
    reads_a_second: float = 0.0
    peak: float = 10.0
    unlinked: float = 0.5  # share of the articles that name no original, and are matched
    documents: float = 0.5  # share of the articles that come in another format than our own JSON

    def __post_init__(self) -> None:
        if not (0 <= self.unlinked <= 1 and 0 <= self.documents <= 1):
            raise ValueError("a share is from 0 to 1")
        if min(self.articles_a_day, self.live_readers, self.reads_a_second, self.peak) < 0:
            raise ValueError("a load is not negative")

    @property
    def articles_a_second(self) -> float:
        """Articles of the busiest minute."""
        return self.articles_a_day * self.peak / SECONDS_A_DAY


@dataclass(frozen=True, slots=True)
class Needs:
    """Cores that are busy at the peak, by part.

    `flash_seconds` of CPU each process of live readers takes until all of its readers have one event.
    """

    ingest: float
    translate: float
    publish: float
    redis: float
    mongo: float
    live: float
    reads: float
    live_processes: int
    live_bytes: float
    flash_seconds: float

    @property
    def cores(self) -> float:
        """Cores that are busy, all parts together."""
        parts = (self.ingest, self.translate, self.publish, self.redis, self.mongo)
        return sum(parts) + self.live + self.reads


def needs(load: Load, costs: Costs) -> Needs:
    """What a load takes, by adding up what each article, delivery and read costs."""
    rate = load.articles_a_second
    matched = load.unlinked * (costs.matching + costs.encoding)
    deliveries = rate * LIVE_ENTRIES_AN_ARTICLE * load.live_readers
    processes = math.ceil(load.live_readers / READERS_A_PROCESS)
    flash = load.live_readers * costs.delivery / 1e6
    return Needs(
        ingest=rate * (costs.ingest + load.documents * costs.document) / 1e6,
        translate=rate * (costs.link + matched) / 1e6,
        publish=rate * costs.publish / 1e6,
        redis=rate * costs.redis / 1e6,
        mongo=rate * costs.mongo / 1e6,
        live=deliveries * costs.delivery / 1e6,
        reads=load.reads_a_second * costs.read / 1e6,
        live_processes=processes,
        live_bytes=load.live_readers * costs.connection_bytes,
        flash_seconds=flash / processes if processes else 0.0,
    )


def table(load: Load, needed: Needs) -> str:
    """The needs as Markdown."""
    rows = [
        ("articles a second, busiest minute", f"{load.articles_a_second:.2f}"),
        *((f"cores: {name}", f"{getattr(needed, name):.3f}") for name in _parts()),
        ("cores busy in all", f"{needed.cores:.2f}"),
        ("processes for live readers, by their bound", str(needed.live_processes)),
        ("memory of live connections", f"{needed.live_bytes / 1e6:.0f} MB"),
        ("CPU of each such process for one event to all", f"{needed.flash_seconds:.2f} s"),
    ]
    return "\n".join(["| at the peak | |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows)])


def _parts() -> list[str]:
    return [field.name for field in fields(Needs) if not field.name.startswith(("live_", "flash"))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--articles", type=float, default=2_000, help="articles a day")
    parser.add_argument("--readers", type=int, default=100_000, help="open live streams")
    parser.add_argument("--reads", type=float, default=1_000, help="hot reads a second")
    parser.add_argument("--peak", type=float, default=10, help="the busiest minute, times the day's mean")
    parser.add_argument("--unlinked", type=float, default=0.5, help="share that names no original")
    parser.add_argument("--documents", type=float, default=0.5, help="share in other formats than our JSON")
    asked = parser.parse_args()
    load = Load(asked.articles, asked.readers, asked.reads, asked.peak, asked.unlinked, asked.documents)
    print(table(load, needs(load, Costs())))


if __name__ == "__main__":
    main()
