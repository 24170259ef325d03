"""Command `newsroom rebuild`: has a service rebuild its state in Redis from MongoDB."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import typer

from newsroom.commands.console import fail, show
from newsroom.commands.endpoints import redis_connection
from newsroom.commands.options import AsJson, DryRun
from newsroom.runtime.settings import ServiceSettings, from_environment
from newsroom.streams.rebuild import NotDrainedError, has_epoch, preview, rebuild
from newsroom.streams.topology import ARCHIVE, PUBLISH, TRANSLATE, Topology

app = typer.Typer(no_args_is_help=True, help="Recreate what is in Redis from MongoDB, while all runs.")

_POLL_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class _Part:
    """State to rebuild: its owner, the groups that must drain its events first, its streams' numbers."""

    owner: str
    drained_by: Sequence[tuple[str, str]]
    numbers_of: Sequence[str] = ()


_LINKS = _Part(TRANSLATE, (("story-linked", PUBLISH), ("link-decided", PUBLISH), ("link-suggested", PUBLISH)))
_FEED = _Part(PUBLISH, (("article-published", ARCHIVE),), ("article-published",))

Patience = Annotated[float, typer.Option(help="Seconds to wait for publish, and for the service itself.")]


@app.command()
def links(patience: Patience = 60.0, *, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Recreate the stories and links, editors' decisions included."""
    _run(_LINKS, patience, dry_run, as_json)


@app.command()
def feed(patience: Patience = 60.0, *, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Recreate the live log, under its own entry ids, and its numbers."""
    _run(_FEED, patience, dry_run, as_json)


def _run(part: _Part, patience: float, dry_run: bool, as_json: bool) -> None:
    if dry_run:
        keys, unfinished = asyncio.run(_preview(part))
        text = f"{keys} keys of {part.owner} would be deleted and restored"
        text += f", once these have finished: {', '.join(unfinished)}" if unfinished else ""
        show({"keys": keys, "unfinished": unfinished, "act": "would be rebuilt"}, text, as_json)
        return
    try:
        deleted, restored = asyncio.run(_rebuild(part, patience))
    except NotDrainedError as error:
        fail(f"{error}; nothing was changed. Is publish running?")
    if not restored:
        fail(
            f"{deleted} keys deleted, but {part.owner} has not restored them. Is it running? "
            "It will, once it is."
        )
    show(
        {"keys": deleted, "unfinished": [], "act": "rebuilt"}, f"{deleted} keys deleted and restored", as_json
    )


async def _preview(part: _Part) -> tuple[int, Sequence[str]]:
    topology = Topology(from_environment(ServiceSettings).partitions)
    async with redis_connection() as redis:
        return await preview(redis, topology, part.owner, part.drained_by, part.numbers_of)


async def _rebuild(part: _Part, patience: float) -> tuple[int, bool]:
    topology = Topology(from_environment(ServiceSettings).partitions)
    async with redis_connection() as redis:
        deleted = await rebuild(redis, topology, part.owner, part.drained_by, patience, part.numbers_of)
        try:
            async with asyncio.timeout(patience):
                while not await has_epoch(redis, topology, part.owner):  # noqa: ASYNC110 - in another process
                    await asyncio.sleep(_POLL_SECONDS)
        except TimeoutError:
            return deleted, False
        return deleted, True
