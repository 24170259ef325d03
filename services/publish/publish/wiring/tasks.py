"""Periodic work of publish: embargoes, changes left behind, search, the archive's retention."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from newsroom.runtime.clock import Clock
from newsroom.stores.periodic import Periodic
from publish.adapters.mongo_live_log import MongoLiveLog
from publish.adapters.mongo_search import MongoSearch
from publish.log.archive import remove_redacted
from publish.log.retention import ArchiveRetention
from publish.visibility.embargoes import EmbargoClock
from publish.wiring.components import Components

_log = structlog.get_logger(__name__)
_SECONDS_BETWEEN_SWEEPS = 5.0
_SECONDS_BETWEEN_REMOVALS = 1.0
_SECONDS_BETWEEN_TRIMS = 600.0
_TRIM_BATCH = 1000
_SEARCH_BATCH = 50
_SECONDS_UNSEARCHED = 0.25


def periodic_work(
    components: Components, search: MongoSearch, clock: Clock, begun: asyncio.Event
) -> list[Periodic]:
    """The periodic work, from when the first entry may be read."""
    embargoes = components.embargoes
    return [
        Periodic("embargoes.release", 1.0, _releasing(embargoes), begun),
        Periodic("log.left_behind", _SECONDS_BETWEEN_SWEEPS, embargoes.log_left_behind, begun),
        Periodic("log.redacted", _SECONDS_BETWEEN_REMOVALS, _removing(components), begun),
        Periodic("search.enter", _SECONDS_UNSEARCHED, _entering(search, clock), begun),
        Periodic(
            "archive.trim", _SECONDS_BETWEEN_TRIMS, _trimming(components.archive, components.retention), begun
        ),
    ]


async def dispatch(components: Components, begun: asyncio.Event) -> None:
    """Delivers to subscriptions, from when the first entry may be read."""
    await begun.wait()
    await components.dispatcher.run()


def _releasing(embargoes: EmbargoClock) -> Callable[[], Awaitable[bool]]:
    async def release() -> bool:
        await embargoes.release_due()
        await embargoes.wait()
        return True

    return release


def _removing(components: Components) -> Callable[[], Awaitable[None]]:
    async def remove() -> None:
        """Takes out of the stream what an outage or a crash left there after its redaction."""
        if removed := await remove_redacted(components.archive, components.recent):
            _log.info("live_log.redacted_late", entries=removed)

    return remove


def _entering(search: MongoSearch, clock: Clock) -> Callable[[], Awaitable[bool]]:
    async def enter() -> bool:
        """Rests as long as it worked where much waits, so that what is shown live comes first."""
        started = clock.monotonic()
        entered = await search.enter(_SEARCH_BATCH)
        if entered:
            await asyncio.sleep(clock.monotonic() - started)
        return entered > 0

    return enter


def _trimming(archive: MongoLiveLog, retention: ArchiveRetention) -> Callable[[], Awaitable[bool]]:
    async def trim() -> bool:
        trimmed = await archive.trim(retention.deleted_before_ms(), _TRIM_BATCH)
        if trimmed:
            _log.info("archive.trimmed", entries=trimmed)
        return trimmed > 0

    return trim
