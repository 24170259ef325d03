"""Command `newsroom streams`: length, lag and pending of every group."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict

from rich.table import Table

from newsroom.commands.console import out
from newsroom.commands.endpoints import redis_connection
from newsroom.commands.options import AsJson
from newsroom.runtime.settings import ServiceSettings, from_environment
from newsroom.streams.inspect import GroupState, group_states
from newsroom.streams.topology import Topology


def streams(as_json: AsJson = False) -> None:
    """Show length, lag and pending of every group: in REDIS_URL, else in the system that runs here."""
    states = asyncio.run(_states())
    if as_json:
        out.print(json.dumps([asdict(state) for state in states]), markup=False)
    else:
        out.print(_table(states))


async def _states() -> list[GroupState]:
    async with redis_connection() as redis:
        return await group_states(redis, Topology(from_environment(ServiceSettings).partitions))


def _table(states: Sequence[GroupState]) -> Table:
    table = Table("stream", "group", box=None, pad_edge=False)
    for heading in ("length", "lag", "pending"):
        table.add_column(heading, justify="right")
    for state in states:
        numbers = map(str, (state.length, state.lag, state.pending))
        table.add_row(state.stream, state.group, *numbers)
    return table
