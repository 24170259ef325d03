"""Command `newsroom dead`: lists, shows, replays and drops dead letters."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Annotated

import typer

from newsroom.commands.console import fail, out
from newsroom.commands.endpoints import redis_connection
from newsroom.streams.dead_letters import DeadLetterEntry, DeadLetters

app = typer.Typer(no_args_is_help=True, help="Tend dead letters: entries that could not be handled.")

Stream = Annotated[str, typer.Argument(help="As `newsroom dead list` names it.")]
LetterId = Annotated[str, typer.Argument(metavar="ID")]
LetterIds = Annotated[list[str] | None, typer.Argument(metavar="[ID]...")]
All = Annotated[bool, typer.Option("--all", help="Every letter of the stream.")]


@app.command("list")
def list_letters() -> None:
    """List all, oldest first in each stream, with why they are there."""
    asyncio.run(_list())


@app.command()
def show(stream: Stream, letter_id: LetterId) -> None:
    """Show one whole, with the entry that it parks."""
    asyncio.run(_show(stream, letter_id))


@app.command()
def replay(stream: Stream, ids: LetterIds = None, *, every: All = False) -> None:
    """Put entries back on their stream, to be handled again."""
    asyncio.run(_tend(stream, ids or [], every, "replayed", DeadLetters.replay))


@app.command()
def drop(stream: Stream, ids: LetterIds = None, *, every: All = False) -> None:
    """Drop letters, with their entries, for good."""
    asyncio.run(_tend(stream, ids or [], every, "dropped", DeadLetters.drop))


async def _list() -> None:
    empty = True
    async with redis_connection() as redis:
        dead_letters = DeadLetters(redis)
        for stream in await dead_letters.streams():
            async for letter in dead_letters.letters(stream):
                parked = letter.parked
                at = parked.parked_at.isoformat(timespec="seconds")
                out.print(
                    f"{stream} {letter.id}  {at}, attempt {parked.attempts}: {parked.reason}", markup=False
                )
                empty = False
    if empty:
        out.print("No dead letters.")


async def _show(stream: str, letter_id: str) -> None:
    async with redis_connection() as redis:
        letter = await _letter(DeadLetters(redis), stream, letter_id)
    out.print(letter.parked.model_dump_json(indent=1, exclude={"fields"}), markup=False)
    for name, value in letter.parked.entry.fields.items():
        out.print(f"{_readable(name)}: {_readable(value)}", markup=False)


async def _tend(
    stream: str,
    ids: list[str],
    every: bool,
    past_tense: str,
    act: Callable[[DeadLetters, DeadLetterEntry], Awaitable[bool]],
) -> None:
    if bool(ids) == every:
        fail("name the letters' ids, or say --all")
    async with redis_connection() as redis:
        dead_letters = DeadLetters(redis)
        async for letter in _chosen(dead_letters, stream, ids):
            word = past_tense if await act(dead_letters, letter) else "gone already"
            out.print(f"{word}: {letter.stream} {letter.id}", markup=False)


async def _chosen(dead_letters: DeadLetters, stream: str, ids: list[str]) -> AsyncIterator[DeadLetterEntry]:
    """The letters of `ids`, or all of the stream without any."""
    if not ids:
        for letter in [letter async for letter in dead_letters.letters(stream)]:
            yield letter
    for letter_id in ids:
        yield await _letter(dead_letters, stream, letter_id)


async def _letter(dead_letters: DeadLetters, stream: str, letter_id: str) -> DeadLetterEntry:
    letter = await dead_letters.find(stream, letter_id)
    return letter or fail(f"no letter {letter_id} on {stream}: see `newsroom dead list`")


def _readable(value: bytes) -> str:
    return value.decode(errors="backslashreplace")
