"""Names in Redis: `name` and `address` by id, `sketch` by article, `near` by band, `claims` by source."""

from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from typing import cast

from pydantic import TypeAdapter
from redis.exceptions import ResponseError

from ingest.content.similarity import Sketch
from ingest.identity.aliases import Candidate, Claim, Name, Near
from newsroom.events.identity import article_id
from newsroom.stores.errors import StoreUnavailableError
from newsroom.stores.redis import RedisClient
from newsroom.streams.publisher import Publisher
from newsroom.streams.topology import INGEST, Topology

_NEAR_MS = 72 * 3600 * 1000  # the same text by another route comes within days
_KNOWN_MS = 10 * _NEAR_MS  # at its address it is found for longer
_NAME = TypeAdapter(Name)
_CANDIDATE = TypeAdapter(Candidate)


class RedisNames:
    """Names; `publisher` knows the epoch under which they are here."""

    def __init__(self, redis: RedisClient, topology: Topology, publisher: Publisher) -> None:
        self._redis = redis
        self._topology = topology
        self._publisher = publisher
        self._script = redis.register_script(
            files("ingest.adapters").joinpath("claim_name.lua").read_text("utf-8")
        )

    async def of(self, ids: Iterable[str]) -> Mapping[str, Name]:
        return await self._found("name", list(ids))

    async def behind(self, ids: Iterable[str]) -> Mapping[str, Name]:
        wanted = list(ids)
        # A name that was sent comes before an address that happens to be the same.
        return {**await self._found("address", wanted), **await self._found("name", wanted)}

    async def near(self, source: str, language: str, sketch: Sketch, addresses: Sequence[str]) -> Near:
        async with self._redis.pipeline(transaction=False) as pipeline:
            pipeline.get(self._key("claims", source))
            pipeline.mget([self._key("address", one) for one in addresses] or ["-"])
            for band in sketch.bands():
                pipeline.smembers(self._near(source, language, band))
            version, at_address, *bands = await pipeline.execute()
        there = [_NAME.validate_json(raw).source_id for raw in at_address if raw]
        named = sorted({*there, *(member.decode() for band in bands for member in band)})
        candidates = await self._candidates(source, named)
        return Near((version or b"0").decode(), candidates, frozenset(there))

    async def claim(self, claim: Claim, version: str) -> bool:
        source, founds = claim.name.source, claim.founds
        keys = [
            self._topology.own_key(INGEST, "epoch"),
            self._key("claims", source),
            self._key("name", claim.named),
        ]
        if founds is not None:
            keys.append(self._key("sketch", article_id(source, founds.source_id)))
            keys += [self._near(source, founds.language, band) for band in founds.sketch.bands()]
            keys += [self._key("address", one) for one in claim.addresses]
        args: list[str | bytes | int] = [
            self._publisher.epoch,
            version,
            _NAME.dump_json(claim.name),
            _CANDIDATE.dump_json(founds) if founds else b"",
            claim.name.source_id,
            _NEAR_MS,
            _KNOWN_MS,
            len(claim.addresses),
        ]
        try:
            return bool(await self._script(keys=keys, args=args))
        except ResponseError as error:
            raise StoreUnavailableError(f"Redis answers {error}") from error

    async def note(self, names: Mapping[str, Name]) -> None:
        if names:
            await self._redis.mset(
                {self._key("name", one): _NAME.dump_json(name) for one, name in names.items()}
            )

    async def note_addresses(self, addresses: Mapping[str, Name]) -> None:
        await self._put("address", addresses)

    async def restore(self, names: Mapping[str, Name]) -> None:
        """Writes names where there are none. Safe to repeat and to race."""
        await self._put("name", names)

    async def restore_claims(self, claims: Sequence[Claim]) -> None:
        """Writes what articles are found by. Safe to repeat and to race."""
        async with self._redis.pipeline(transaction=False) as pipeline:
            for claim in claims:
                if claim.founds is None:
                    continue
                source, founds = claim.name.source, claim.founds
                sketch = self._key("sketch", claim.name.article_id)
                pipeline.set(sketch, _CANDIDATE.dump_json(founds), px=_KNOWN_MS, nx=True)
                for band in founds.sketch.bands():
                    key = self._near(source, founds.language, band)
                    pipeline.sadd(key, founds.source_id)
                    pipeline.pexpire(key, _NEAR_MS)
            await pipeline.execute()

    async def _put(self, kind: str, names: Mapping[str, Name]) -> None:
        async with self._redis.pipeline(transaction=False) as pipeline:
            for one, name in names.items():
                pipeline.set(self._key(kind, one), _NAME.dump_json(name), nx=True)
            await pipeline.execute()

    async def _found(self, kind: str, ids: Sequence[str]) -> dict[str, Name]:
        if not ids:
            return {}
        found = cast("list[bytes | None]", await self._redis.mget([self._key(kind, one) for one in ids]))
        pairs = zip(ids, found, strict=True)
        return {one: _NAME.validate_json(raw) for one, raw in pairs if raw is not None}

    async def _candidates(self, source: str, source_ids: Sequence[str]) -> list[Candidate]:
        if not source_ids:
            return []
        keys = [self._key("sketch", article_id(source, one)) for one in source_ids]
        found = cast("list[bytes | None]", await self._redis.mget(keys))
        return [_CANDIDATE.validate_json(raw) for raw in found if raw is not None]

    def _key(self, kind: str, subject: str) -> str:
        return self._topology.own_key(INGEST, kind, subject)

    def _near(self, source: str, language: str, band: str) -> str:
        return self._key("near", f"{source}:{language}:{band}")
