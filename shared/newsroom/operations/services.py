"""Look at one service from outside: that it lives, what it is, and why it is not ready."""

import asyncio
from collections.abc import Mapping
from datetime import datetime

import httpx
from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from newsroom.client.failures import unreachable

_SECONDS = 5.0


class ServiceState(BaseModel):
    """State of one service. `problem` is why it is not ready; empty where it is."""

    model_config = ConfigDict(frozen=True)

    name: str
    url: str
    ready: bool = False
    version: str = ""
    commit: str = ""
    started_at: datetime | None = None
    problem: str = ""


class _Live(BaseModel):
    """Answer of `/health/live`."""

    version: str = ""
    commit: str = ""
    started_at: AwareDatetime | None = None


class _NotReady(BaseModel):
    """Problem details of `/health/ready`."""

    detail: str


async def service_states(addresses: Mapping[str, str]) -> list[ServiceState]:
    """States of the services, by name and address, asked at once and within seconds."""
    async with httpx.AsyncClient(timeout=_SECONDS, trust_env=False) as client:
        return list(await asyncio.gather(*(_state(client, *known) for known in addresses.items())))


async def _state(client: httpx.AsyncClient, name: str, url: str) -> ServiceState:
    try:
        live = await client.get(f"{url}/health/live")
        ready = await client.get(f"{url}/health/ready")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return ServiceState(name=name, url=url, problem=unreachable(name, url, error))
    try:
        alive = _Live.model_validate_json(live.content)
    except ValidationError:
        return ServiceState(name=name, url=url, problem=f"what answers at {url} is no service of a newsroom")
    return ServiceState(
        name=name,
        url=url,
        ready=ready.is_success,
        **alive.model_dump(),
        problem="" if ready.is_success else _detail(ready),
    )


def _detail(response: httpx.Response) -> str:
    try:
        return _NotReady.model_validate_json(response.content).detail
    except ValidationError:
        return f"it answers {response.status_code}"
