"""Command `newsroom dead`: lists, shows, replays and drops dead letters."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Annotated

import typer

from newsroom.commands import console
from newsroom.commands.console import fail, out
from newsroom.commands.endpoints import redis_connection
from newsroom.commands.options import AsJson, DryRun
from newsroom.streams.dead_letters import DeadLetterEntry, DeadLetters

app = typer.Typer(no_args_is_help=True, help="Tend dead letters: entries that could not be handled.")

Stream = Annotated[str, typer.Argument(help="As `newsroom dead list` names it.")]
LetterId = Annotated[str, typer.Argument(metavar="ID")]
LetterIds = Annotated[list[str] | None, typer.Argument(metavar="[ID]...")]
All = Annotated[bool, typer.Option("--all", help="Every letter of the stream.")]


@app.command("list")
def list_letters(*, as_json: AsJson = False) -> None:
    """List all, oldest first in each stream, with why they are there."""
    asyncio.run(_list(as_json))


@app.command()
def show(stream: Stream, letter_id: LetterId, *, as_json: AsJson = False) -> None:
    """Show one whole, with the entry that it parks."""
    asyncio.run(_show(stream, letter_id, as_json))


@app.command()
def replay(
    stream: Stream,
    ids: LetterIds = None,
    *,
    every: All = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Put entries back on their stream, to be handled again."""
    act = _nothing if dry_run else DeadLetters.replay
    asyncio.run(_tend(stream, ids or [], every, _word("replayed", dry_run), act, as_json))


@app.command()
def drop(
    stream: Stream,
    ids: LetterIds = None,
    *,
    every: All = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Drop letters, with their entries, for good."""
    act = _nothing if dry_run else DeadLetters.drop
    asyncio.run(_tend(stream, ids or [], every, _word("dropped", dry_run), act, as_json))


def _word(past_tense: str, dry_run: bool) -> str:
    return f"would be {past_tense}" if dry_run else past_tense


async def _nothing(_: DeadLetters, __: DeadLetterEntry) -> bool:
    """Act of a dry run."""
    return True


async def _list(as_json: bool) -> None:
    empty = True
    async with redis_connection() as redis:
        dead_letters = DeadLetters(redis)
        for stream in await dead_letters.streams():
            async for letter in dead_letters.letters(stream):
                parked = letter.parked
                at = parked.parked_at.isoformat(timespec="seconds")
                text = f"{stream} {letter.id}  {at}, attempt {parked.attempts}: {parked.reason}"
                console.show({"letter": letter.id, "on": stream, **_fields(letter)}, text, as_json)
                empty = False
    if empty and not as_json:
        out.print("No dead letters.")


def _fields(letter: DeadLetterEntry) -> Mapping[str, object]:
    """What a letter says of its entry, without the entry."""
    return letter.parked.model_dump(mode="json", exclude={"fields"})


async def _show(stream: str, letter_id: str, as_json: bool) -> None:
    async with redis_connection() as redis:
        letter = await _letter(DeadLetters(redis), stream, letter_id)
    if as_json:
        entry = {_readable(name): _readable(value) for name, value in letter.parked.entry.fields.items()}
        console.show({"letter": letter.id, "on": stream, **_fields(letter), "entry": entry}, "", as_json)
        return
    out.print(letter.parked.model_dump_json(indent=1, exclude={"fields"}), markup=False)
    for name, value in letter.parked.entry.fields.items():
        out.print(f"{_readable(name)}: {_readable(value)}", markup=False)


async def _tend(
    stream: str,
    ids: list[str],
    every: bool,
    past_tense: str,
    act: Callable[[DeadLetters, DeadLetterEntry], Awaitable[bool]],
    as_json: bool,
) -> None:
    if bool(ids) == every:
        fail("name the letters' ids, or say --all")
    async with redis_connection() as redis:
        dead_letters = DeadLetters(redis)
        async for letter in _chosen(dead_letters, stream, ids):
            word = past_tense if await act(dead_letters, letter) else "gone already"
            fields = {"letter": letter.id, "on": letter.stream, "act": word}
            console.show(fields, f"{word}: {letter.stream} {letter.id}", as_json)


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
