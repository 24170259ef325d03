"""The state of sources in Redis, and the leases that give each to one replica at a time.

A source is one hash: `state` (JSON), when it is `due`, the `fingerprint` of its configuration, and its
lease: `holder`, `until` (milliseconds, by Redis' own clock) and the fencing `token`, raised with each lease.
"""

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.resources import files
from typing import cast

from ingest.sources.polling.source_state import SourceState
from ingest.sources.polling.store import Claim, Look, Wanted
from newsroom.events.catalogue import SOURCE_SILENT
from newsroom.events.sources import SourceSilent
from newsroom.stores.redis import RedisClient
from newsroom.streams.publisher import Emission, Publisher
from newsroom.streams.topology import INGEST, Topology

_FIELDS = ("due", "fingerprint", "until", "holder")
_NEVER = 2**53  # milliseconds: beyond every clock


class RedisSources:
    """A replica's view: one that comes back under its name does not hold the leases of its last life."""

    def __init__(
        self,
        redis: RedisClient,
        topology: Topology,
        publisher: Publisher,
        *,
        instance: str,
        lease_seconds: float,
    ) -> None:
        self._redis = redis
        self._topology = topology
        self._publisher = publisher
        self._holder = f"{instance}-{secrets.token_hex(4)}"
        self._lease_ms = round(lease_seconds * 1000)
        scripts = files("ingest.adapters")
        self._claim = redis.register_script(scripts.joinpath("claim_source.lua").read_text("utf-8"))
        self._keep = redis.register_script(scripts.joinpath("keep_source.lua").read_text("utf-8"))

    async def look(self, names: Sequence[str]) -> Mapping[str, Look]:
        async with self._redis.pipeline(transaction=False) as pipeline:
            pipeline.time()
            for name in names:
                pipeline.hmget(self._key(name), list(_FIELDS))
            (seconds, micros), *found = await pipeline.execute()
        now = seconds * 1000 + micros // 1000
        return {name: _look(values, now) for name, values in zip(names, found, strict=True)}

    async def states(self, names: Sequence[str]) -> Mapping[str, SourceState]:
        async with self._redis.pipeline(transaction=False) as pipeline:
            for name in names:
                pipeline.hget(self._key(name), "state")
            found = await pipeline.execute()
        # Some 0.3 ms each, for what a source's past takes to be read.
        read = await asyncio.to_thread(lambda: list(map(_state, found)))
        return dict(zip(names, read, strict=True))

    async def claim(self, wanted: Wanted, now: datetime) -> Claim | None:
        answer = await self._claim(
            keys=self._keys(wanted),
            args=[self._holder, self._lease_ms, _milliseconds(now), wanted.fingerprint],
        )
        if not answer:
            return None
        token, state = cast("tuple[int, bytes]", answer)
        return Claim(wanted, token, _state(state))

    async def renew(self, claim: Claim) -> bool:
        return await self._kept(claim, self._lease_ms)

    async def release(self, claim: Claim) -> bool:
        return await self._kept(claim, 0)

    async def save(self, claim: Claim, state: SourceState) -> bool:
        due = _NEVER if state.disabled else _milliseconds(state.due) if state.due else 0
        return await self._kept(claim, 0, due, state.fingerprint, state.encode())

    async def say(self, silence: SourceSilent) -> None:
        event = SOURCE_SILENT.event(silence, time=silence.observed_at)
        await self._publisher.append_once([Emission.of(SOURCE_SILENT, event)])

    async def _kept(self, claim: Claim, lease_ms: int, *written: int | str | bytes) -> bool:
        answer = await self._keep(
            keys=self._keys(claim.wanted), args=[self._holder, claim.token, lease_ms, *written]
        )
        return bool(answer == 1)

    def _keys(self, wanted: Wanted) -> list[str]:
        return [self._key(wanted.name), self._topology.own_key(INGEST, "source-host", wanted.host)]

    def _key(self, name: str) -> str:
        return self._topology.own_key(INGEST, "source", name)


def _look(values: Sequence[bytes | None], now: int) -> Look:
    due, fingerprint, until, holder = values
    held = int(until or 0) > now
    return Look(
        due_ms=int(due or 0),
        fingerprint=(fingerprint or b"").decode(),
        holder=(holder or b"").decode() if held else None,
    )


def _state(encoded: bytes | None) -> SourceState:
    return SourceState.model_validate_json(encoded) if encoded else SourceState()


def _milliseconds(instant: datetime) -> int:
    return int(instant.timestamp() * 1000)
