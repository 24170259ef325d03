"""`newsroom rebuild`: have a service recreate its part of Redis from MongoDB."""

import asyncio
from typing import Annotated

import typer

from newsroom.commands.console import fail, out
from newsroom.commands.target import redis_of_target
from newsroom.runtime.settings import ServiceSettings
from newsroom.streams.rebuilding import NotFinishedError, has_epoch, rebuild
from newsroom.streams.topology import PUBLISH, TRANSLATE, Topology

app = typer.Typer(no_args_is_help=True, help="Recreate what is in Redis from MongoDB, while all runs.")

# What translate has said must be in MongoDB before it is asked to read it from there.
_SAID_BY_TRANSLATE = (("story-linked", PUBLISH), ("link-decided", PUBLISH), ("link-suggested", PUBLISH))
_POLL = 0.2


@app.command()
def links(
    patience: Annotated[float, typer.Option(help="Seconds to wait for publish, and for translate.")] = 60.0,
) -> None:
    """Recreate the stories and links, editors' decisions included."""
    try:
        gone, restored = asyncio.run(_links(patience))
    except NotFinishedError as error:
        fail(f"{error}; nothing was changed. Is publish running?")
    if not restored:
        fail(f"{gone} keys deleted, but translate has not restored them. Is it running? It will, once it is.")
    out.print(f"{gone} keys deleted and restored")


async def _links(patience: float) -> tuple[int, bool]:
    topology = Topology(ServiceSettings().partitions)
    async with redis_of_target() as redis:
        gone = await rebuild(redis, topology, TRANSLATE, _SAID_BY_TRANSLATE, patience)
        try:
            async with asyncio.timeout(patience):
                while not await has_epoch(redis, topology, TRANSLATE):  # noqa: ASYNC110 - in another process
                    await asyncio.sleep(_POLL)
        except TimeoutError:
            return gone, False
        return gone, True
