"""The states of sources in Redis, and the leases that give each to one replica at a time.

A source is one hash: `state` (JSON), when it is `due`, the `fingerprint` of its configuration, and its
lease: `holder`, `until` (milliseconds, by Redis' own clock) and the fencing `token`, raised with each lease.
"""

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.resources import files
from typing import cast

from ingest.sources.polling.lease import Lease, LeaseRequest, LeaseStatus
from ingest.sources.polling.source_state import SourceState
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
        self._acquire = redis.register_script(scripts.joinpath("acquire_source.lua").read_text("utf-8"))
        self._keep = redis.register_script(scripts.joinpath("keep_source.lua").read_text("utf-8"))

    async def lease_statuses(self, names: Sequence[str]) -> Mapping[str, LeaseStatus]:
        async with self._redis.pipeline(transaction=False) as pipeline:
            pipeline.time()
            for name in names:
                pipeline.hmget(self._key(name), list(_FIELDS))
            (seconds, micros), *hashes = await pipeline.execute()
        now = seconds * 1000 + micros // 1000
        return {name: _status(values, now) for name, values in zip(names, hashes, strict=True)}

    async def states(self, names: Sequence[str]) -> Mapping[str, SourceState]:
        async with self._redis.pipeline(transaction=False) as pipeline:
            for name in names:
                pipeline.hget(self._key(name), "state")
            encoded = await pipeline.execute()
        # Some 0.3 ms each, for what a source's past takes to be read.
        states = await asyncio.to_thread(lambda: list(map(_state, encoded)))
        return dict(zip(names, states, strict=True))

    async def acquire(self, request: LeaseRequest, now: datetime) -> Lease | None:
        answer = await self._acquire(
            keys=self._keys(request),
            args=[self._holder, self._lease_ms, _milliseconds(now), request.fingerprint],
        )
        if not answer:
            return None
        token, state = cast("tuple[int, bytes]", answer)
        return Lease(request, token, _state(state))

    async def renew(self, lease: Lease) -> bool:
        return await self._kept(lease, self._lease_ms)

    async def release(self, lease: Lease) -> bool:
        return await self._kept(lease, 0)

    async def save(self, lease: Lease, state: SourceState) -> bool:
        due = _NEVER if state.disabled else _milliseconds(state.due) if state.due else 0
        return await self._kept(lease, 0, due, state.fingerprint, state.encode())

    async def emit_silence(self, silence: SourceSilent) -> None:
        event = SOURCE_SILENT.event(silence, time=silence.observed_at)
        await self._publisher.append_once([Emission.of(SOURCE_SILENT, event)])

    async def _kept(self, lease: Lease, lease_ms: int, *written: int | str | bytes) -> bool:
        answer = await self._keep(
            keys=self._keys(lease.request), args=[self._holder, lease.token, lease_ms, *written]
        )
        return bool(answer == 1)

    def _keys(self, request: LeaseRequest) -> list[str]:
        return [self._key(request.name), self._topology.own_key(INGEST, "source-host", request.host)]

    def _key(self, name: str) -> str:
        return self._topology.own_key(INGEST, "source", name)


def _status(values: Sequence[bytes | None], now: int) -> LeaseStatus:
    due, fingerprint, until, holder = values
    held = int(until or 0) > now
    return LeaseStatus(
        due_ms=int(due or 0),
        fingerprint=(fingerprint or b"").decode(),
        holder=(holder or b"").decode() if held else None,
    )


def _state(encoded: bytes | None) -> SourceState:
    return SourceState.model_validate_json(encoded) if encoded else SourceState()


def _milliseconds(instant: datetime) -> int:
    return int(instant.timestamp() * 1000)
