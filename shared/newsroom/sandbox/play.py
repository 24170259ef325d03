"""Play of a script against one subscriber, and the judgement on the mirror that it ends with."""

import asyncio
import time
from dataclasses import dataclass
from typing import Protocol

from newsroom.sandbox.judge import Judgement, expected_mirror, judge
from newsroom.sandbox.mirror import Mirror
from newsroom.sandbox.newsroom_wire import NewsroomWire
from newsroom.sandbox.script import ComeBack, GoAway, HoldBack, Mishap, Script, SendLate, Step
from newsroom.sandbox.sightings import Sightings

_POLL_SECONDS = 0.1
_LEAST_SECONDS = 30.0  # to take one event: a receiver's failure is tried again after five


class Edge(Protocol):
    """Way to the subscriber."""

    sightings: Sightings

    async def meet(self, mishap: Mishap) -> None:
        """Has a mishap happen."""
        ...


@dataclass(slots=True)
class Play:
    """Play of one script. `patience` is how long, in seconds, the subscriber may lag behind at most."""

    wire: NewsroomWire
    edge: Edge
    script: Script
    patience: float
    _is_followed: bool = True

    async def prepare(self) -> None:
        """Plays what comes before the subscriber reads. Raises PlayError, httpx.HTTPError."""
        for step in self.script.before:
            await self._step(step, is_seen=False)

    async def run(self) -> None:
        """Plays the rest. Raises PlayError, httpx.HTTPError."""
        is_seen = True
        for step in self.script.steps:
            await self._step(step, is_seen)
            is_seen = isinstance(step, ComeBack) or (is_seen and not isinstance(step, GoAway))

    async def judged(self, mirror: Mirror) -> list[Judgement]:
        """The judgement once the mirror is right, or the patience over. Raises MirrorError."""
        expected = expected_mirror(await self.wire.changes())
        deadline = time.monotonic() + self.patience
        while True:
            is_late = time.monotonic() > deadline
            shown = await mirror.read(is_last=is_late)
            if shown is not None:
                judgements = judge(expected, self.script.lessons, shown, self.script.untried)
                if is_late or all(judgement.outcome != "failed" for judgement in judgements):
                    return judgements
            await asyncio.sleep(_POLL_SECONDS)

    async def _step(self, step: Step, is_seen: bool) -> None:
        match step:
            case HoldBack() | SendLate() | GoAway() | ComeBack():
                await self.edge.meet(step)
            case _:
                await self.wire.act(step)
                if is_seen:
                    for article_id in step.awaited:
                        await self._followed(article_id)

    async def _followed(self, article_id: str) -> None:
        """Waits until the subscriber took the article's last change; once in vain, no more.

        What it should take apart would else be one change for it.
        """
        if self._is_followed:
            seq = self.wire.last[article_id].change.seq
            seconds = max(self.patience, _LEAST_SECONDS)
            self._is_followed = await self.edge.sightings.wait(article_id, seq, seconds)
