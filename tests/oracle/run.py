"""Run of one history against a system of its own, compared with the model at the end of each phase."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pymongo.errors
import redis

from tests.oracle.comparison import Words, differences, mirrored
from tests.oracle.driver import Driver, body_of, headline_of
from tests.oracle.faults import Injector
from tests.oracle.mirror import Mirror
from tests.oracle.model import Model
from tests.oracle.operations import Content, History, Phase
from tests.oracle.outputs import LoggedEvent, read
from tests.support.system import System, running

PATIENCE = 120.0  # seconds after a phase within which every output must be as the model's
_PAUSE = 0.25
_SHOWN = 40  # differences


class ViolationError(AssertionError):
    """What was not as it must be, with the history that led there."""


@dataclass(slots=True)
class _Run:
    patience: float
    system: System
    driver: Driver
    injector: Injector
    mirror: Mirror
    words: Words

    def phase(self, phase: Phase) -> list[str]:
        """The violations of a phase."""
        with self.injector.striking(phase.act_faults):
            self.driver.act(phase.acts)
        with self.injector.striking(phase.faults):
            self.driver.send(phase.lanes)
        time.sleep(self.driver.embargoes_end())
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
        try:
            outputs = read(self.system, [article.id for article in model.articles.values()], tokens)
        except (httpx.HTTPError, redis.RedisError, pymongo.errors.PyMongoError) as error:
            return [f"an output cannot be read: {error}"]
        events = list(self.mirror.events)
        return [
            *differences(model, self.words, outputs, datetime.now(UTC)),
            *mirrored(model.expected(), self.words, events, "mirror"),
            *self._repeated(events),
            *self.mirror.refusals,
        ]

    def _repeated(self, events: list[LoggedEvent]) -> Iterator[str]:
        """What the mirror was sent twice, or in another order than the log's.

        An entry that was delivered, not archived and lost with Redis is said again, under a new cursor.
        """
        last: dict[str, LoggedEvent] = {}
        for event in events:
            before = last.get(event.subject)
            if before is not None and event.seq <= before.seq:
                is_said_again = self.injector.lost and event.id == before.id
                if not is_said_again:
                    yield f"mirror: {event.subject} seq {event.seq} after {before.seq}"
            last[event.subject] = event


def _contents(model: Model) -> Iterator[Content]:
    for article in model.articles.values():
        yield from (revision.content for revision in article.revisions)
        yield from (one for one in (article.held, article.latest) if one is not None)


def check(history: History, folder: Path, patience: float = PATIENCE) -> None:
    """Raises ViolationError where the system is not as the model at the end of a phase."""
    with running(folder) as system:
        driver = Driver(system, Model())
        with Mirror(system) as mirror:
            injector = Injector(system, driver, folder / "data")
            words = Words(headline_of, body_of, driver.published_at)
            run = _Run(patience, system, driver, injector, mirror, words)
            for number, phase in enumerate(history.phases, 1):
                wrong: list[str] = []
                try:
                    wrong = run.phase(phase)
                except AssertionError as error:
                    wrong = [*driver.violations, str(error)]
                if wrong:
                    listed = "\n".join(wrong[:_SHOWN])
                    raise ViolationError(f"phase {number}: {len(wrong)} violations\n{listed}\n{history}")
