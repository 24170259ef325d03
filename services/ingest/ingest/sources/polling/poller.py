"""One poll: acquire the lease, visit, keep the state, and emit it if the source has gone quiet."""

import asyncio
import contextlib
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace

import structlog
from yarl import URL

from ingest.sources.config.models import AnySource, FolderSource, MailSource
from ingest.sources.config.secrets import Secrets
from ingest.sources.polling.lease import Lease, LeaseRequest, SourceStore
from ingest.sources.polling.next_state import after_visit
from ingest.sources.polling.schedule import PollOutcome
from ingest.sources.polling.source_state import SourceState, fingerprint, of_configuration
from ingest.sources.polling.visit import Origin, Visit
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
        lease = await self.store.acquire(lease_request(source), self.clock.now())
        if lease is None:
            return None
        try:
            visit = await self._visit_under(lease, source)
            if visit is not None and await self._save(source, lease, _hidden(visit, secrets)):
                return visit.outcome
        finally:
            # Whatever is still held: given back by token, so that it is never another's.
            with contextlib.suppress(StoreUnavailableError):
                await self.store.release(lease)
        _log.warning("source.lease_lost", source=source.name)
        return None

    async def _visit_under(self, lease: Lease, source: AnySource) -> Visit | None:
        """The visit; None, and the visit is broken off, where the lease is lost meanwhile."""
        visit = asyncio.create_task(self._visit(source, lease))
        renewal = asyncio.create_task(self._renew(lease))
        try:
            await asyncio.wait({visit, renewal}, return_when=asyncio.FIRST_COMPLETED)
            return visit.result() if visit.done() else None
        finally:
            visit.cancel()
            renewal.cancel()
            await asyncio.gather(visit, renewal, return_exceptions=True)

    async def _visit(self, source: AnySource, lease: Lease) -> Visit:
        state = of_configuration(lease.state, source)
        try:
            async with self.origins(source) as origin:
                return await origin.visit(state)
        except StoreUnavailableError:
            raise
        except Exception as error:  # noqa: BLE001 - the edge of a poll: what one source sends must not stop all
            _log.exception("source.poll_failed", source=source.name)
            return Visit(PollOutcome.FAILED, state, problem=f"a fault of ours, in the log: {error!r}")

    async def _renew(self, lease: Lease) -> None:
        """Renews the lease, and ends when it is lost, or the store is unavailable."""
        with contextlib.suppress(StoreUnavailableError):
            while True:
                await asyncio.sleep(self.seconds_between_renewals)
                if not await self.store.renew(lease):
                    return

    async def _save(self, source: AnySource, lease: Lease, visit: Visit) -> bool:
        """Whether the state was written: not under a lease that is lost."""
        following = after_visit(source, visit, self.clock.now(), self.chance())
        if following.silence is not None:
            await self.store.emit_silence(following.silence)
        if not await self.store.save(lease, following.state):
            return False
        metrics.SOURCE_POLLS.labels(source=source.name, outcome=visit.outcome).inc()
        _log_poll(source, visit, following.state)
        return True


def lease_request(source: AnySource) -> LeaseRequest:
    """The request for a lease of the source."""
    match source:
        case FolderSource():
            host = f"folder:{source.name}"
        case MailSource():
            host = source.host
        case _:
            host = URL(source.url).host or source.name
    return LeaseRequest(source.name, host, fingerprint(source))


def _hidden(visit: Visit, secrets: Secrets) -> Visit:
    """The visit, in whose texts no secret stands."""
    refused = tuple(map(secrets.hidden, visit.tally.refused))
    problem = visit.problem and secrets.hidden(visit.problem)
    return replace(visit, problem=problem, tally=replace(visit.tally, refused=refused))


def _log_poll(source: AnySource, visit: Visit, state: SourceState) -> None:
    """A log event for a poll that brought something, or a problem."""
    tally = visit.tally
    log = _log.warning if visit.problem or tally.refused else _log.info
    if visit.problem or tally.refused or tally.created or tally.changed:
        log(
            "source.polled",
            source=source.name,
            outcome=visit.outcome,
            created=tally.created,
            changed=tally.changed,
            refused=len(tally.refused),
            problem=state.problem,
        )
