"""The graph of links in Redis: one key a node, and a sorted set of stories that are unemitted."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from importlib.resources import files
from typing import cast

from redis.exceptions import ResponseError

from newsroom.events.catalogue import STORY_LINKED
from newsroom.stores.epoch import FencedWrites
from newsroom.stores.errors import EpochLostError
from newsroom.stores.redis import RedisClient
from newsroom.streams.publisher import Publisher
from newsroom.streams.topology import Topology
from translate.stories.graph import Node
from translate.stories.node_store import Commit

_RESTORED_AT_ONCE = 500
# Drops each mark unless its story has moved on since, and gives the others. ARGV: version, story id, ...
_UNMARK = """
for i = 1, #ARGV, 2 do
  if redis.call('ZSCORE', KEYS[1], ARGV[i + 1]) == ARGV[i] then redis.call('ZREM', KEYS[1], ARGV[i + 1]) end
end
return redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')
"""


class RedisNodes:
    """A NodeStore: commits are one script, atomic, compared by digests of what was read.

    All its keys share a hash tag, since any two articles may come to be linked.
    """

    def __init__(self, redis: RedisClient, topology: Topology, publisher: Publisher) -> None:
        self._redis = redis
        self._topology = topology
        self._publisher = publisher
        script = files("translate.adapters").joinpath("commit_nodes.lua").read_text("utf-8")
        self._commit = redis.register_script(script)
        self._writes = FencedWrites(redis)
        self._unmark = redis.register_script(_UNMARK)
        self._to_emit = topology.own_key("translate", "to-emit")

    async def read(self, ids: Iterable[str]) -> dict[str, Node]:
        wanted, epoch = sorted(ids), self._publisher.epoch
        keys = [self._key(node_id) for node_id in wanted]
        stored = cast("list[bytes | None]", await self._redis.mget(keys) if keys else [])
        return {node_id: _decode(node_id, raw, epoch) for node_id, raw in zip(wanted, stored, strict=True)}

    async def commit(self, commits: Sequence[Commit]) -> list[bool]:
        if not commits:
            return []
        pipeline = self._redis.pipeline(transaction=False)
        for commit in commits:
            keys = [self._topology.own_key("translate", "epoch"), self._to_emit]
            epochs = {node.read_under for node in commit.read.values()}
            epoch = epochs.pop() if len(epochs) == 1 else ""  # read across a loss: refused
            args: list[str | bytes | int] = [epoch, len(commit.read)]
            for node_id, node in commit.read.items():
                written = commit.written.get(node_id)
                keys.append(self._key(node_id))
                args += (node.digest or _BLANK, written.model_dump_json() if written else "")
            for snapshot in commit.snapshots:
                args += (snapshot.version, snapshot.id)
            await self._commit(keys=keys, args=args, client=pipeline)
        try:
            return [answer == 1 for answer in await pipeline.execute()]
        except ResponseError as error:
            if "EPOCH" in str(error):
                raise EpochLostError(str(error)) from error
            raise

    async def unmark(self, emitted: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
        """Drops the marks of versions that have been emitted; returns those that are left."""
        args = [part for story_id, version in emitted for part in (str(version), story_id)]
        left = cast("list[bytes]", await self._unmark(keys=[self._to_emit], args=args))
        return [
            (story_id.decode(), int(version)) for story_id, version in zip(left[::2], left[1::2], strict=True)
        ]

    async def restore(self, nodes: Mapping[str, Node], unemitted: AbstractSet[str], fence: str) -> None:
        """Writes nodes where there are none, or older ones, and the numbers that append_once goes by.

        The stories named in `unemitted` are marked.
        """
        epoch_key = self._topology.own_key("translate", "epoch")
        everything = list(nodes.values())
        for start in range(0, len(everything), _RESTORED_AT_ONCE):
            chunk = everything[start : start + _RESTORED_AT_ONCE]
            known = await self.read(node.id for node in chunk)
            newer = [node for node in chunk if known[node.id].place <= node.place]
            values = {self._key(node.id): node.model_dump_json().encode() for node in newer}
            await self._writes.set(epoch_key, fence, values)
            pipeline = self._redis.pipeline(transaction=False)
            for node in newer:
                if node.id in unemitted and node.story is not None:
                    pipeline.zadd(self._to_emit, {node.id: node.story.version}, nx=True)
            await pipeline.execute()
            emitted = [
                (node.id, node.story.version)
                for node in chunk
                if node.story is not None and node.id not in unemitted
            ]
            await self._publisher.raise_numbers(STORY_LINKED.stream, emitted)

    def _key(self, node_id: str) -> str:
        return self._topology.own_key("translate", "article", node_id)


def _decode(node_id: str, raw: bytes | None, epoch: str) -> Node:
    if raw is None:
        return Node(id=node_id, read_under=epoch)
    return Node.model_validate_json(raw).model_copy(update={"digest": _digest(raw), "read_under": epoch})


def _digest(raw: bytes) -> str:
    return hashlib.sha1(raw, usedforsecurity=False).hexdigest()


_BLANK = _digest(b"")
