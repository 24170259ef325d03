"""Run of one history against a system of its own, compared with the model at the end of each phase."""

import contextlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pymongo.errors
import redis

from tests.oracle.comparison import Words, differences, mirrored
from tests.oracle.driver import Driver, body_of, headline_of
from tests.oracle.faults import Injector
from tests.oracle.hook import ALLOWED, Hook
from tests.oracle.mirror import Mirror, Poller, Reader
from tests.oracle.model import Model
from tests.oracle.operations import Content, History, Phase
from tests.oracle.outputs import LoggedEvent, read
from tests.oracle.replicas import Replicas, service_of
from tests.oracle.skewed_clock import skewed
from tests.oracle.stores import Stores
from tests.support.system import System, running

PATIENCE = 120.0  # seconds after a phase within which every output must be as the model's
_PAUSE = 0.25
_SHOWN = 40  # differences
_SERVICES = "services"  # the first of each, as users of the stores


class ViolationError(AssertionError):
    """What was not as it must be, with the history that led there."""


@dataclass(slots=True)
class Tally:
    """Tally of what a run did and compared: addresses read, each time that a phase was as it should be."""

    operations: int = 0
    faults: int = 0
    outputs: int = 0

    def __str__(self) -> str:
        return f"{self.operations} operations, {self.faults} faults, {self.outputs} outputs compared"


@dataclass(slots=True)
class _Run:
    patience: float
    system: System
    driver: Driver
    injector: Injector
    readers: Sequence[Reader]
    publishes: Sequence[str]
    words: Words
    tally: Tally = field(default_factory=Tally)

    def phase(self, phase: Phase) -> list[str]:
        """The violations of a phase."""
        with self.injector.striking(phase.act_faults):
            self.driver.act(phase.acts)
        with self.injector.striking(phase.faults):
            self.driver.send(phase.lanes)
        time.sleep(self.driver.embargoes_end())
        self.tally.operations += len(phase.acts) + sum(map(len, phase.lanes))
        self.tally.faults = len(self.injector.struck)
        return [*self.driver.violations, *self._settled()]

    def _settled(self) -> list[str]:
        """What is still wrong once it has had its time."""
        deadline = time.monotonic() + self.patience
        wrong = self._wrong()
        while wrong and time.monotonic() < deadline:
            time.sleep(_PAUSE)
            wrong = self._wrong()
        return wrong

    def _wrong(self) -> list[str]:
        if not self.driver.is_at_rest():
            return ["the consumer groups are not at rest"]
        model = self.driver.model
        tokens = sorted({content.token for content in _contents(model)})
        ids = [article.id for article in model.articles.values()]
        wrong: list[str] = []
        compared = 0
        try:
            for publish in self.publishes:
                outputs = read(self.system, publish, ids, tokens)
                compared += len(outputs.texts)
                wrong += differences(model, self.words, outputs, datetime.now(UTC))
        except (httpx.HTTPError, redis.RedisError, pymongo.errors.PyMongoError) as error:
            return [f"an output cannot be read: {error}"]
        expected = model.expected()
        for reader in self.readers:
            events = list(reader.events)
            wrong += mirrored(expected, self.words, events, reader.name, reader.category)
            wrong += [] if reader.repeats else self._repeated(reader.name, events)
            wrong += reader.refusals
        self.tally.outputs += 0 if wrong else compared
        return wrong

    def _repeated(self, who: str, events: list[LoggedEvent]) -> Iterator[str]:
        """What a reader was sent twice, or in another order than the log's.

        An entry that was delivered, not archived and lost with Redis is said again, under a new cursor.
        """
        last: dict[str, LoggedEvent] = {}
        for event in events:
            before = last.get(event.subject)
            if before is not None and event.seq <= before.seq:
                is_said_again = self.injector.lost and event.id == before.id
                if not is_said_again:
                    yield f"{who}: {event.subject} seq {event.seq} after {before.seq}"
            last[event.subject] = event


def _contents(model: Model) -> Iterator[Content]:
    for article in model.articles.values():
        yield from (revision.content for revision in article.revisions)
        yield from (one for one in (article.held, article.latest) if one is not None)


def check(history: History, folder: Path, patience: float = PATIENCE) -> Tally:
    """The tally of a run. Raises ViolationError where a phase does not end as the model says."""
    settings = {
        "NEWSROOM_PARTITIONS": str(history.partitions),
        "NEWSROOM_PUBLIC_REVISIONS": "texts",
        **ALLOWED,
    }
    with contextlib.ExitStack() as stack:
        stores = Stores(folder) if history.network else None
        if stores is not None:
            stack.enter_context(stores.running((_SERVICES, *history.replicas)))
        own = stores.environment(_SERVICES) if stores else {}
        system = stack.enter_context(running(folder, environment={**settings, **own}))

        def environment_of(name: str) -> dict[str, str]:
            off = history.skew[1] if history.skew is not None and history.skew[0] == name else 0
            return {**(stores.environment(name) if stores else {}), **skewed(off, folder)}

        replicas = Replicas(system, folder, settings, environment_of)
        stack.enter_context(replicas.running(history.replicas))
        readers: list[Reader] = [
            *(Mirror(system), Mirror(system, "sport")),
            *(Poller(system), Poller(system, "region")),
            *(Hook(system), Hook(system, "economy")),
        ]
        for reader in readers:
            stack.enter_context(reader.reading())
        ingests, publishes = (
            [system.url(name), *(replicas.url(one) for one in history.replicas if service_of(one) == name)]
            for name in ("ingest", "publish")
        )
        driver = Driver(system, Model(), ingests)
        injector = Injector(system, replicas, driver, folder / "data", stores)
        words = Words(headline_of, body_of, driver.published_at)
        run = _Run(patience, system, driver, injector, readers, publishes, words)
        for number, phase in enumerate(history.phases, 1):
            try:
                wrong = run.phase(phase)
            except AssertionError as error:
                wrong = [*driver.violations, str(error)]
            if wrong:
                listed = "\n".join(wrong[:_SHOWN])
                raise ViolationError(f"phase {number}: {len(wrong)} violations\n{listed}\n{history}")
        return run.tally
