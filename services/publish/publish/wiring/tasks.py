"""Periodic work of publish: embargoes, changes left behind, search, the archive's retention."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from newsroom.stores.periodic import Periodic
from publish.adapters.mongo_live_log import MongoLiveLog
from publish.log.archive import remove_redacted
from publish.log.retention import ArchiveRetention
from publish.search.follower import IndexFollower
from publish.visibility.embargoes import EmbargoClock
from publish.wiring.components import Components

_log = structlog.get_logger(__name__)
_SECONDS_BETWEEN_SWEEPS = 5.0
_SECONDS_BETWEEN_MEASUREMENTS = 2.0
_SECONDS_BETWEEN_REMOVALS = 1.0
_SECONDS_BETWEEN_TRIMS = 600.0
_TRIM_BATCH = 1000
_SECONDS_BEFORE_SEARCH = 1.0  # after an outage


def periodic_work(components: Components, begun: asyncio.Event) -> list[Periodic]:
    """The periodic work, from when the first entry may be read."""
    embargoes = components.embargoes
    return [
        Periodic("embargoes.release", 1.0, _releasing(embargoes), begun),
        Periodic("clocks.measure", _SECONDS_BETWEEN_MEASUREMENTS, components.agreed.measure, begun),
        Periodic("log.left_behind", _SECONDS_BETWEEN_SWEEPS, embargoes.log_left_behind, begun),
        Periodic("log.redacted", _SECONDS_BETWEEN_REMOVALS, _removing(components), begun),
        # Not after `begun` alone: what is in the index is found at once.
        Periodic("search.follow", _SECONDS_BEFORE_SEARCH, _following(components.search_follower, begun)),
        Periodic(
            "archive.trim", _SECONDS_BETWEEN_TRIMS, _trimming(components.archive, components.retention), begun
        ),
    ]


async def dispatch(components: Components, begun: asyncio.Event) -> None:
    """Delivers to subscriptions, from when the first entry may be read."""
    await begun.wait()
    await components.dispatching.dispatcher.run()


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


def _following(follower: IndexFollower, begun: asyncio.Event) -> Callable[[], Awaitable[None]]:
    async def follow() -> None:
        await follower.follow(begun)

    return follow


def _trimming(archive: MongoLiveLog, retention: ArchiveRetention) -> Callable[[], Awaitable[bool]]:
    async def trim() -> bool:
        trimmed = await archive.trim(retention.deleted_before_ms(), _TRIM_BATCH)
        if trimmed:
            _log.info("archive.trimmed", entries=trimmed)
        return trimmed > 0

    return trim
