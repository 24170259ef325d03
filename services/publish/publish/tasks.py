"""What publish does by itself, again and again: embargoes, and what was left behind."""

import asyncio

import structlog

from newsroom.runtime.clock import Clock
from publish.adapters.mongo_live_log import MongoLiveLog
from publish.adapters.mongo_search import MongoSearch
from publish.embargoes import EmbargoClock
from publish.keeping import Keeping

_log = structlog.get_logger(__name__)
_SECONDS_BETWEEN_SWEEPS = 5.0
_SECONDS_BETWEEN_TRIMS = 600.0
_TRIM_BATCH = 1000
_SEARCH_BATCH = 50
_SECONDS_UNSEARCHED = 0.25


async def release_embargoes(
    clock: EmbargoClock, begun: asyncio.Event, outages: tuple[type[BaseException], ...]
) -> None:
    """Shows articles as their embargoes end, until cancelled."""
    await begun.wait()
    while True:
        try:
            await clock.release_due()
            await clock.wait()
        except outages as error:
            _log.warning("embargoes wait", reason=str(error))
            await asyncio.sleep(1)


async def log_left_behind(
    clock: EmbargoClock, begun: asyncio.Event, outages: tuple[type[BaseException], ...]
) -> None:
    """Logs changes that a crash or a lost Redis kept from the live log, until cancelled."""
    await begun.wait()
    while True:
        try:
            while await clock.log_left_behind():
                pass
        except outages as error:
            _log.warning("sweep waits", reason=str(error))
        await asyncio.sleep(_SECONDS_BETWEEN_SWEEPS)


async def keep_searchable(
    search: MongoSearch, clock: Clock, begun: asyncio.Event, outages: tuple[type[BaseException], ...]
) -> None:
    """Enters what is shown into the search, until cancelled.

    Where much waits it rests as long as it worked, so that what is shown live comes first.
    """
    await begun.wait()
    while True:
        started, entered = clock.monotonic(), 0
        try:
            entered = await search.enter(_SEARCH_BATCH)
        except outages as error:
            _log.warning("search waits", reason=str(error))
        await asyncio.sleep(clock.monotonic() - started if entered else _SECONDS_UNSEARCHED)


async def trim_archive(
    archive: MongoLiveLog, keeping: Keeping, begun: asyncio.Event, outages: tuple[type[BaseException], ...]
) -> None:
    """Deletes what the archive of the live log keeps no longer, until cancelled."""
    await begun.wait()
    while True:
        try:
            while gone := await archive.trim(keeping.deleted_before_ms(), _TRIM_BATCH):
                _log.info("archive trimmed", entries=gone)
        except outages as error:
            _log.warning("trimming the archive waits", reason=str(error))
        await asyncio.sleep(_SECONDS_BETWEEN_TRIMS)
