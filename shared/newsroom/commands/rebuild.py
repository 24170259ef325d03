"""`newsroom rebuild`: have a service recreate its part of Redis from MongoDB."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import typer

from newsroom.commands.console import fail, out
from newsroom.commands.target import redis_of_target
from newsroom.runtime.settings import ServiceSettings
from newsroom.streams.rebuild import NotFinishedError, has_epoch, rebuild
from newsroom.streams.topology import ARCHIVE, PUBLISH, TRANSLATE, Topology

app = typer.Typer(no_args_is_help=True, help="Recreate what is in Redis from MongoDB, while all runs.")

_POLL = 0.2


@dataclass(frozen=True, slots=True)
class _Part:
    """Whose state is recreated, which groups must have said it to MongoDB first, whose numbers go with it."""

    owner: str
    said: Sequence[tuple[str, str]]
    numbers_of: Sequence[str] = ()


_LINKS = _Part(TRANSLATE, (("story-linked", PUBLISH), ("link-decided", PUBLISH), ("link-suggested", PUBLISH)))
_FEED = _Part(PUBLISH, (("article-published", ARCHIVE),), ("article-published",))

Patience = Annotated[float, typer.Option(help="Seconds to wait for publish, and for the service itself.")]


@app.command()
def links(patience: Patience = 60.0) -> None:
    """Recreate the stories and links, editors' decisions included."""
    _run(_LINKS, patience)


@app.command()
def feed(patience: Patience = 60.0) -> None:
    """Recreate the live log, under its own entry ids, and its numbers."""
    _run(_FEED, patience)


def _run(part: _Part, patience: float) -> None:
    try:
        gone, restored = asyncio.run(_rebuild(part, patience))
    except NotFinishedError as error:
        fail(f"{error}; nothing was changed. Is publish running?")
    if not restored:
        fail(
            f"{gone} keys deleted, but {part.owner} has not restored them. Is it running? "
            "It will, once it is."
        )
    out.print(f"{gone} keys deleted and restored")


async def _rebuild(part: _Part, patience: float) -> tuple[int, bool]:
    topology = Topology(ServiceSettings().partitions)
    async with redis_of_target() as redis:
        gone = await rebuild(redis, topology, part.owner, part.said, patience, part.numbers_of)
        try:
            async with asyncio.timeout(patience):
                while not await has_epoch(redis, topology, part.owner):  # noqa: ASYNC110 - in another process
                    await asyncio.sleep(_POLL)
        except TimeoutError:
            return gone, False
        return gone, True
