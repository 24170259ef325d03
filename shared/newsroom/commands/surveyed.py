"""Survey of the newsroom to act on, with clients of both stores."""

import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from newsroom.commands import endpoints
from newsroom.runtime.clock import SystemClock
from newsroom.runtime.settings import ServiceSettings, from_environment
from newsroom.streams.topology import Topology

if TYPE_CHECKING:
    from newsroom.operations.survey import Survey


@asynccontextmanager
async def surveyed() -> AsyncGenerator["Survey"]:
    """The survey, whose clients are closed in the end. A store that is away ends nothing here."""
    # Of the extra newsroom[mongo], which most commands do without.
    from newsroom.operations.survey import Places, Survey  # noqa: PLC0415 - see above

    here = endpoints.local_or_none()
    places = Places(
        services=endpoints.services(),
        redis=endpoints.redis_url(),
        mongo=endpoints.mongo_url(),
        ingest_key=os.environ.get("NEWSROOM_INGEST_KEY") or (here.ingest_key if here else ""),
        data=endpoints.READY_FILE.parent if here else None,
    )
    async with endpoints.redis_connection() as redis, endpoints.mongo_connection() as db:
        yield Survey(places, redis, db, Topology(from_environment(ServiceSettings).partitions), SystemClock())
