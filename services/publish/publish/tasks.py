"""What publish does by itself, again and again: embargoes, and what was left behind."""

import asyncio

import structlog

from publish.embargoes import EmbargoClock

_log = structlog.get_logger(__name__)
_SECONDS_BETWEEN_SWEEPS = 5.0


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
