"""Articles in Redis: one key each, written by compare-and-set together with the events in one script.

A key's value is two lines: the entry that holds the latest content (`<stream> <id>`, or nothing), and
the state as JSON.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from typing import cast

from redis.exceptions import NoScriptError, OutOfMemoryError, ResponseError

from ingest.articles.change import Change
from ingest.articles.ports import WriteOutcome
from ingest.articles.state import ArticleState, ContentEntry, Snapshot
from ingest.durability.journal import Appended
from ingest.durability.restore import is_older
from newsroom.events.articles import ArticleRevision
from newsroom.events.catalogue import ARTICLE_WITHDRAWN
from newsroom.stores.epoch import FencedScript, FencedWrites, is_epoch
from newsroom.stores.errors import EpochLostError, StoreUnavailableError
from newsroom.stores.redis import RedisClient
from newsroom.streams.publisher import Publisher
from newsroom.streams.redis_commands import read_range
from newsroom.streams.topology import INGEST, Topology
from newsroom.streams.wire import decode

_SCRIPT = files("ingest.adapters").joinpath("write_article.lua").read_text("utf-8")
# A restoration's own, which is known to Redis before its data is verified; it may not fail for memory.
_REPLAY = f"#!lua flags=allow-oom\n-- of a restoration\n{_SCRIPT}"
_CHECK = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return redis.error_reply('EPOCH the numbers of this owner are not here')
end
return 1
"""


class RedisArticles:
    """Reads and writes articles; `publisher` knows the epoch under which they are here.

    Calls raise StoreUnavailableError.
    """

    def __init__(self, redis: RedisClient, topology: Topology, publisher: Publisher) -> None:
        self._redis = redis
        self._topology = topology
        self._publisher = publisher
        self._writes = FencedWrites(redis)
        self.script = FencedScript(redis, INGEST, _SCRIPT)
        self._kill_script = FencedScript(redis, INGEST, _SCRIPT, beyond_memory_limit=True)
        self._epoch_script = FencedScript(redis, INGEST, _CHECK)
        self.scripts = (self.script, self._kill_script, self._epoch_script)

    async def read(self, ids: Iterable[str]) -> Mapping[str, Snapshot]:
        wanted, epoch = list(ids), self._publisher.epoch
        values = await self._get([self._key(article_id) for article_id in wanted])
        return {
            article_id: snapshot_of(raw or b"", epoch) for article_id, raw in zip(wanted, values, strict=True)
        }

    async def append(self, changes: Sequence[Change]) -> list[Appended]:
        """Writes each change whole or not at all, by compare-and-set; on disk when this returns."""
        if not changes:
            return []
        answers = await self._run(changes)
        return [self._appended(change, answer) for change, answer in zip(changes, answers, strict=True)]

    async def check_epoch(self, snapshots: Mapping[str, Snapshot]) -> None:
        """Raises EpochLostError unless Redis still holds the numbers that these were read under."""
        keys = {(self._epoch_key(article_id), read.epoch) for article_id, read in snapshots.items()}
        for key, epoch in keys:
            await self._epoch_script([key], [epoch])

    async def content(self, entry: ContentEntry) -> ArticleRevision | None:
        entries = await read_range(self._redis, entry.stream, start=entry.id, end=entry.id)
        if not entries:
            return None
        return cast("ArticleRevision", decode(entries[0], self._topology.logical(entry.stream)).data)

    async def replay(self, changes: Sequence[Change]) -> None:
        """Writes changes again, each whole, over what was read; `before.epoch` is the restoration's fence.

        Raises EpochLostError where the fence is gone.
        """
        async with self._redis.pipeline(transaction=False) as pipeline:
            for change in changes:
                keys, args = self._call(change)
                pipeline.eval(_REPLAY, len(keys), *map(str, keys), *args)
            for answer in await pipeline.execute(raise_on_error=False):
                if str(answer).startswith("EPOCH"):
                    raise EpochLostError("its numbers were lost again while they were restored")
                if isinstance(answer, Exception) or answer == 0:
                    raise StoreUnavailableError(f"the journal cannot be replayed: {answer}")

    async def restore(self, states: Mapping[str, ArticleState], fence: str) -> None:
        """Writes states where there are none, or older ones. Idempotent."""
        known = await self.read(states)
        values: dict[int, dict[str, bytes]] = defaultdict(dict)
        for article_id, state in states.items():
            if is_older(known[article_id].state, state):
                partition = self._topology.partition_of(article_id)
                values[partition][self._key(article_id)] = encoded_value(None, state)
        for partition, own in values.items():
            await self._writes.set(self._topology.epoch(INGEST, partition), fence, own)

    async def epoch(self) -> str | None:
        """The epoch under which ingest's numbers are here, None where a partition has none or another."""
        held = set(await self._get(self._topology.epochs(INGEST)))
        [epoch] = held if len(held) == 1 else [None]
        return epoch.decode() if epoch and is_epoch(epoch) else None

    async def _get(self, keys: Sequence[str]) -> list[bytes | None]:
        return cast("list[bytes | None]", await self._redis.mget(keys))

    async def _run(self, changes: Sequence[Change]) -> list[object]:
        """The answer to each change; an error is that one's alone."""
        async with self._redis.pipeline(transaction=False) as pipeline:
            for change in changes:
                keys, args = self._call(change)
                script = self._kill_script if _is_kill(change) else self.script
                pipeline.evalsha(script.sha, len(keys), *keys, *args)
            return cast("list[object]", await pipeline.execute(raise_on_error=False))

    def _call(self, change: Change) -> tuple[list[str], list[str | bytes | int]]:
        partition = self._topology.partition_of(change.article_id)
        streams = [self._topology.stream(emission.stream, partition) for emission in change.emissions]
        entry = change.before.entry
        args: list[str | bytes | int] = [
            change.before.epoch,
            change.before.raw,
            _encoded(change.state) if change.state else b"",
            f"{entry.stream} {entry.id}" if entry else "",
            0 if change.content_at is None else change.content_at + 1,
            *(emission.encoded for emission in change.emissions),
        ]
        return [self._epoch_key(change.article_id), self._key(change.article_id), *streams], args

    def _appended(self, change: Change, answer: object) -> Appended:
        outcome = _written(answer)
        if outcome is not WriteOutcome.DONE:
            return Appended(outcome)
        partition = self._topology.partition_of(change.article_id)
        streams = [self._topology.stream(emission.stream, partition) for emission in change.emissions]
        ids = [entry_id.decode() for entry_id in cast("list[bytes]", answer)]
        return Appended(outcome, list(zip(streams, ids, strict=True)))

    def _epoch_key(self, article_id: str) -> str:
        return self._topology.epoch(INGEST, self._topology.partition_of(article_id))

    def _key(self, article_id: str) -> str:
        return self._topology.key(INGEST, "article", article_id)


def _is_kill(change: Change) -> bool:
    """Whether the change only withdraws: room is reserved for that."""
    streams = {emission.stream for emission in change.emissions}
    return ARTICLE_WITHDRAWN.stream in streams and change.content_at is None


def encoded_value(entry: ContentEntry | None, state: ArticleState) -> bytes:
    """The value of an article's key."""
    pointer = f"{entry.stream} {entry.id}" if entry else ""
    return pointer.encode() + b"\n" + _encoded(state)


def snapshot_of(raw: bytes, epoch: str = "") -> Snapshot:
    """The snapshot in an article's value, empty where there is none."""
    if not raw:
        return Snapshot(epoch=epoch)
    pointer, _, state = raw.partition(b"\n")
    stream, _, entry_id = pointer.decode().partition(" ")
    entry = ContentEntry(stream, entry_id) if stream else None
    return Snapshot(raw, ArticleState.model_validate_json(state), entry, epoch)


def _encoded(state: ArticleState) -> bytes:
    return state.model_dump_json(exclude_defaults=True).encode()


def _written(answer: object) -> WriteOutcome:
    if isinstance(answer, OutOfMemoryError) or str(answer).startswith("OOM"):
        return WriteOutcome.NO_MEMORY
    unverified = isinstance(answer, NoScriptError)  # Redis has started anew: see FencedScript
    if unverified or (isinstance(answer, ResponseError) and str(answer).startswith("EPOCH")):
        return WriteOutcome.NO_NUMBERS
    if isinstance(answer, Exception):
        raise StoreUnavailableError(f"Redis answers {answer}") from answer
    return WriteOutcome.OVERTAKEN if answer == 0 else WriteOutcome.DONE
