"""High-water marks: the ids that an owner's streams have reached, by which an old Redis is recognised."""

from collections.abc import Mapping
from dataclasses import dataclass

from newsroom.events.catalogue import CATALOGUE
from newsroom.stores.redis import RedisClient
from newsroom.streams.redis_commands import last_generated_id
from newsroom.streams.topology import Topology


@dataclass(frozen=True, slots=True)
class StreamPositions:
    """Positions of the streams that one owner emits, by their names in Redis."""

    redis: RedisClient
    topology: Topology
    owner: str

    async def read(self) -> Mapping[str, str]:
        """The highest id ever of each stream that is there, as a text that sorts as ids do."""
        names = [
            name
            for kind in CATALOGUE
            if kind.emitter == self.owner
            for name in self.topology.physical(kind.stream)
        ]
        reached = {name: await last_generated_id(self.redis, name) for name in names}
        return {name: sortable(entry_id) for name, entry_id in reached.items() if entry_id is not None}


def sortable(entry_id: str) -> str:
    """An entry's id as a text that sorts as ids do."""
    milliseconds, _, number = entry_id.partition("-")
    return f"{int(milliseconds):020d}-{int(number):020d}"
