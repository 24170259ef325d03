"""Command `newsroom status`: the whole newsroom at one look."""

import asyncio
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import typer
from rich.markup import escape
from rich.table import Table

from newsroom.commands.console import err, out
from newsroom.commands.options import AsJson
from newsroom.commands.surveyed import surveyed

if TYPE_CHECKING:
    from newsroom.operations.status import Status
    from newsroom.stores.mongo_facts import MongoFacts
    from newsroom.stores.redis_facts import RedisFacts

_MB = 2**20
_AWAY = "[red]away[/]"
_UNITS = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))


def status(as_json: AsJson = False) -> None:
    """Show services, stores, streams, sources, disks, clocks and epochs.

    Exit code 1 if anything wants an operator.
    """
    state = asyncio.run(_status())
    if as_json:
        out.print(state.model_dump_json(), markup=False)
    else:
        _print(state)
    if state.problems:
        raise typer.Exit(1)


async def _status() -> "Status":
    async with surveyed() as survey:
        return await survey.status()


def _print(state: "Status") -> None:
    for table in (_services(state), _stores(state), _streams(state)):
        if table.row_count:
            out.print(table)
            out.print()
    for line in _lines(state):
        out.print(line, markup=False)
    for problem in state.problems:
        err.print(problem, style="red", markup=False)
    if not state.problems:
        out.print("All is well.", style="green")


def _services(state: "Status") -> Table:
    table = Table("service", "address", "state", "version", "up", box=None, pad_edge=False)
    for service in state.services:
        word = "[green]ready[/]" if service.ready else "[red]not ready[/]" if service.started_at else _AWAY
        version = f"{service.version} {service.commit}".strip()
        table.add_row(service.name, escape(service.url), word, version, _since(service.started_at, state.at))
    return table


def _stores(state: "Status") -> Table:
    headings = ("state", "version", "memory, data", "disk", "clock")
    table = Table("store", "address", *headings, box=None, pad_edge=False)
    redis, mongo = state.redis, state.mongo
    cells = _redis(redis.facts) if redis.facts else (_AWAY,)
    table.add_row("Redis", escape(redis.url), *cells, *_skew(redis.clock_skew))
    cells = _mongo(mongo.facts) if mongo.facts else (_AWAY,)
    table.add_row("MongoDB", escape(mongo.url), *cells, *_skew(mongo.clock_skew))
    return table


def _redis(facts: "RedisFacts") -> tuple[str, ...]:
    promise = f"appendfsync {facts.appendfsync or 'unknown'}" if facts.appendonly else "[red]no file[/]"
    limit = f"of {facts.maxmemory // _MB} MB" if facts.maxmemory else "MB, no limit"
    file = f"{facts.append_file_bytes // _MB} MB written"
    return promise, facts.version, f"{facts.used_memory // _MB} {limit}", file


def _mongo(facts: "MongoFacts") -> tuple[str, ...]:
    role = (
        f"primary of {facts.replica_set}" if facts.is_primary and facts.replica_set else "[red]no primary[/]"
    )
    free = "" if facts.disk_free is None else f"{facts.disk_free // _MB} MB free"
    return role, facts.version, f"{facts.data_bytes // _MB} MB", free


def _skew(seconds: float | None) -> tuple[str, ...]:
    """How far this machine's clock is ahead of a store's."""
    return () if seconds is None else (f"{seconds:+.2f} s",)


def _streams(state: "Status") -> Table:
    """Groups with something to do; the others are as they should be."""
    table = Table("stream", "group", box=None, pad_edge=False)
    for heading in ("length", "lag", "pending"):
        table.add_column(heading, justify="right")
    for group in state.groups:
        if group.lag or group.pending:
            numbers = map(str, (group.length, group.lag, group.pending))
            table.add_row(group.stream, group.group, *numbers)
    return table


def _lines(state: "Status") -> Iterator[str]:
    if state.redis.facts:
        busy = sum(1 for group in state.groups if group.lag or group.pending)
        dead = sum(letters.count for letters in state.dead_letters)
        yield f"streams      {len(state.groups)} groups, {busy} with work before them; {dead} dead letters"
    sources = state.sources
    counts = (
        f"{len(sources.healthy)} healthy, {len(sources.silent)} silent, "
        f"{len(sources.failing)} failing, {len(sources.off)} off"
    )
    yield f"sources      {'unknown' if sources.problem else counts}"
    held, doubted = (state.desk.held, state.desk.doubted) if state.desk else ("unknown", "unknown")
    suggestions = "unknown" if state.suggestions is None else state.suggestions
    yield f"desk         {held} held, {doubted} doubts of language, {suggestions} suggestions"
    for disk in state.disks:
        yield f"disk         {disk.what}: {disk.free // _MB} of {disk.total // _MB} MB free"
    for epoch in state.epochs:
        yield f"epoch        {epoch.owner}: {epoch.redis.partition('.')[0] or 'none'}"
    yield f"deployment   {state.deployment or 'unknown'}"
    yield f"this command {state.build}"


def _since(start: datetime | None, now: datetime) -> str:
    """A length of time in its two largest units."""
    if start is None:
        return ""
    seconds = max(0, int((now - start).total_seconds()))
    parts: list[str] = []
    for size, unit in _UNITS:
        count, seconds = divmod(seconds, size)
        if count or (unit == "s" and not parts):
            parts.append(f"{count} {unit}")
    return " ".join(parts[:2])
