"""The use case of a poll: take the lease, visit, remember, and say if the source has gone quiet."""

import asyncio
import contextlib
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace

import structlog
from yarl import URL

from ingest.sources.config.models import AnySource, FolderSource, MailSource
from ingest.sources.config.secrets import Secrets
from ingest.sources.polling.schedule import PollOutcome
from ingest.sources.polling.settling import settle
from ingest.sources.polling.source_state import SourceState, fingerprint, of_configuration
from ingest.sources.polling.store import Claim, SourceStore, Wanted
from ingest.sources.polling.visit import Origin, Taken, Visit
from newsroom.runtime import metrics
from newsroom.runtime.clock import Clock
from newsroom.stores.errors import StoreUnavailableError

_log = structlog.get_logger(__name__)
Origins = Callable[[AnySource], AbstractAsyncContextManager[Origin]]


@dataclass(frozen=True, slots=True)
class Poller:
    """Polls sources; `chance` gives numbers of [0, 1)."""

    store: SourceStore
    origins: Origins
    clock: Clock
    chance: Callable[[], float]
    seconds_between_renewals: float

    async def poll(self, source: AnySource, secrets: Secrets) -> PollOutcome | None:
        """Polls a source that is due; None where another does, or took it over.

        Raises StoreUnavailableError.
        """
        claim = await self.store.claim(wanted(source), self.clock.now())
        if claim is None:
            return None
        try:
            visit = await self._kept_visit(source, claim)
            if visit is not None and await self._settle(source, claim, _hidden(visit, secrets)):
                return visit.outcome
        finally:
            # Whatever is still held: given back by token, so that it is never another's.
            with contextlib.suppress(StoreUnavailableError):
                await self.store.release(claim)
        _log.warning("another replica polls it now", source=source.name)
        return None

    async def _kept_visit(self, source: AnySource, claim: Claim) -> Visit | None:
        """The visit; None, and the visit is broken off, where the lease is lost meanwhile."""
        visiting = asyncio.create_task(self._visit(source, claim))
        keeping = asyncio.create_task(self._keep(claim))
        try:
            await asyncio.wait({visiting, keeping}, return_when=asyncio.FIRST_COMPLETED)
            return visiting.result() if visiting.done() else None
        finally:
            visiting.cancel()
            keeping.cancel()
            await asyncio.gather(visiting, keeping, return_exceptions=True)

    async def _visit(self, source: AnySource, claim: Claim) -> Visit:
        state = of_configuration(claim.state, source)
        try:
            async with self.origins(source) as origin:
                return await origin.visit(state)
        except StoreUnavailableError:
            raise
        except Exception as error:  # noqa: BLE001 - the edge of a poll: what one source sends must not stop all
            _log.exception("a poll failed in a way nobody foresaw", source=source.name)
            return Visit(PollOutcome.FAILED, state, problem=f"a fault of ours, in the log: {error!r}")

    async def _keep(self, claim: Claim) -> None:
        """Renews the lease, and ends when it is lost, or nobody can tell."""
        with contextlib.suppress(StoreUnavailableError):
            while True:
                await asyncio.sleep(self.seconds_between_renewals)
                if not await self.store.renew(claim):
                    return

    async def _settle(self, source: AnySource, claim: Claim, visit: Visit) -> bool:
        """Whether the state was written: not by one who has lost the lease."""
        settled = settle(source, visit, self.clock.now(), self.chance())
        if settled.silence is not None:
            await self.store.say(settled.silence)
        if not await self.store.save(claim, settled.state):
            return False
        metrics.SOURCE_POLLS.labels(source=source.name, outcome=visit.outcome).inc()
        _tell(source, visit, settled.state)
        return True


def wanted(source: AnySource) -> Wanted:
    """What a lease of the source is asked with."""
    match source:
        case FolderSource():
            host = f"folder:{source.name}"
        case MailSource():
            host = source.host
        case _:
            host = URL(source.url).host or source.name
    return Wanted(source.name, host, fingerprint(source))


def _hidden(visit: Visit, secrets: Secrets) -> Visit:
    """The visit, whose words name no secret."""
    taken = visit.taken
    refused = tuple(map(secrets.hidden, taken.refused))
    return replace(
        visit,
        problem=visit.problem and secrets.hidden(visit.problem),
        taken=Taken(taken.created, taken.changed, refused, taken.postponed),
    )


def _tell(source: AnySource, visit: Visit, state: SourceState) -> None:
    """A line in the log for what somebody may want to know."""
    taken = visit.taken
    say = _log.warning if visit.problem or taken.refused else _log.info
    if visit.problem or taken.refused or taken.created or taken.changed:
        say(
            "polled",
            source=source.name,
            outcome=visit.outcome,
            created=taken.created,
            changed=taken.changed,
            refused=len(taken.refused),
            problem=state.problem,
        )
