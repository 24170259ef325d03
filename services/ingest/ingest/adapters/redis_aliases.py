"""Aliases in Redis: `name` and `address` by id, `sketch` by article, `near` by band, `claims` by source."""

from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from typing import cast

from pydantic import TypeAdapter
from redis.exceptions import ResponseError

from ingest.content.similarity import Sketch
from ingest.identity.aliases import Alias, Candidate, Claim, Neighbourhood
from newsroom.events.identity import article_id
from newsroom.stores.errors import StoreUnavailableError
from newsroom.stores.redis import RedisClient
from newsroom.streams.publisher import Publisher
from newsroom.streams.topology import INGEST, Topology

_NEAR_MS = 72 * 3600 * 1000  # the same text by another route comes within days
_KNOWN_MS = 10 * _NEAR_MS  # at its address it is found for longer
_ALIAS = TypeAdapter(Alias)
_CANDIDATE = TypeAdapter(Candidate)


class RedisAliases:
    """Aliases; `publisher` knows the epoch under which they are here. Calls raise StoreUnavailableError."""

    def __init__(self, redis: RedisClient, topology: Topology, publisher: Publisher) -> None:
        self._redis = redis
        self._topology = topology
        self._publisher = publisher
        self._script = redis.register_script(
            files("ingest.adapters").joinpath("claim_alias.lua").read_text("utf-8")
        )

    async def aliases(self, ids: Iterable[str]) -> Mapping[str, Alias]:
        return await self._read("name", list(ids))

    async def aliases_or_addresses(self, ids: Iterable[str]) -> Mapping[str, Alias]:
        wanted = list(ids)
        # A name that was sent comes before an address that happens to be the same.
        return {**await self._read("address", wanted), **await self._read("name", wanted)}

    async def neighbourhood(
        self, source: str, language: str, sketch: Sketch, addresses: Sequence[str]
    ) -> Neighbourhood:
        async with self._redis.pipeline(transaction=False) as pipeline:
            pipeline.get(self._key("claims", source))
            pipeline.mget([self._key("address", address) for address in addresses] or ["-"])
            for band in sketch.bands():
                pipeline.smembers(self._near(source, language, band))
            version, at_address, *bands = await pipeline.execute()
        there = [_ALIAS.validate_json(raw).source_id for raw in at_address if raw]
        named = sorted({*there, *(member.decode() for band in bands for member in band)})
        candidates = await self._candidates(source, named)
        return Neighbourhood((version or b"0").decode(), candidates, frozenset(there))

    async def claim(self, claim: Claim, version: str) -> bool:
        source, founds = claim.alias.source, claim.founds
        keys = [
            self._topology.own_key(INGEST, "epoch"),
            self._key("claims", source),
            self._key("name", claim.named),
        ]
        if founds is not None:
            keys.append(self._key("sketch", article_id(source, founds.source_id)))
            keys += [self._near(source, founds.language, band) for band in founds.sketch.bands()]
            keys += [self._key("address", address) for address in claim.addresses]
        args: list[str | bytes | int] = [
            self._publisher.epoch,
            version,
            _ALIAS.dump_json(claim.alias),
            _CANDIDATE.dump_json(founds) if founds else b"",
            claim.alias.source_id,
            _NEAR_MS,
            _KNOWN_MS,
            len(claim.addresses),
        ]
        try:
            return bool(await self._script(keys=keys, args=args))
        except ResponseError as error:
            raise StoreUnavailableError(f"Redis answers {error}") from error

    async def set_aliases(self, aliases: Mapping[str, Alias]) -> None:
        if aliases:
            await self._redis.mset(
                {self._key("name", named): _ALIAS.dump_json(alias) for named, alias in aliases.items()}
            )

    async def add_addresses(self, addresses: Mapping[str, Alias]) -> None:
        await self._add("address", addresses)

    async def restore(self, aliases: Mapping[str, Alias]) -> None:
        """Writes aliases where there are none. Idempotent; safe to race."""
        await self._add("name", aliases)

    async def restore_claims(self, claims: Sequence[Claim]) -> None:
        """Writes what articles are found by. Idempotent; safe to race."""
        async with self._redis.pipeline(transaction=False) as pipeline:
            for claim in claims:
                if claim.founds is None:
                    continue
                source, founds = claim.alias.source, claim.founds
                sketch = self._key("sketch", claim.alias.article_id)
                pipeline.set(sketch, _CANDIDATE.dump_json(founds), px=_KNOWN_MS, nx=True)
                for band in founds.sketch.bands():
                    key = self._near(source, founds.language, band)
                    pipeline.sadd(key, founds.source_id)
                    pipeline.pexpire(key, _NEAR_MS)
            await pipeline.execute()

    async def _add(self, kind: str, aliases: Mapping[str, Alias]) -> None:
        async with self._redis.pipeline(transaction=False) as pipeline:
            for named, alias in aliases.items():
                pipeline.set(self._key(kind, named), _ALIAS.dump_json(alias), nx=True)
            await pipeline.execute()

    async def _read(self, kind: str, ids: Sequence[str]) -> dict[str, Alias]:
        if not ids:
            return {}
        values = cast("list[bytes | None]", await self._redis.mget([self._key(kind, named) for named in ids]))
        pairs = zip(ids, values, strict=True)
        return {named: _ALIAS.validate_json(raw) for named, raw in pairs if raw is not None}

    async def _candidates(self, source: str, source_ids: Sequence[str]) -> list[Candidate]:
        if not source_ids:
            return []
        keys = [self._key("sketch", article_id(source, source_id)) for source_id in source_ids]
        values = cast("list[bytes | None]", await self._redis.mget(keys))
        return [_CANDIDATE.validate_json(raw) for raw in values if raw is not None]

    def _key(self, kind: str, subject: str) -> str:
        return self._topology.own_key(INGEST, kind, subject)

    def _near(self, source: str, language: str, band: str) -> str:
        return self._key("near", f"{source}:{language}:{band}")
