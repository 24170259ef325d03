"""States of the sources that ingest asks, as ingest's own list has them."""

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError

from newsroom.client.failures import refused, unreachable
from newsroom.client.ingest_client import ingest_client
from newsroom.operations.status import SourcesState

_SECONDS = 5.0
_STATES = {"failing": "failing", "gone": "failing", "silent": "silent", "off": "off"}


class _Source(BaseModel):
    model_config = ConfigDict(frozen=True)

    name: str
    state: str


class _Answer(BaseModel):
    sources: list[_Source]
    problem: str | None = None


async def sources_state(url: str, key: str) -> SourcesState:
    """Sources by state; empty where nobody knows a key, with a problem where ingest does not say."""
    if not url or not key:
        return SourcesState()
    try:
        async with ingest_client(url, key) as client:
            response = await client.get("/v1/sources", timeout=_SECONDS)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return SourcesState(problem=unreachable("ingest", url, error))
    if not response.is_success:
        return SourcesState(problem=refused("ingest", url, "NEWSROOM_INGEST_KEY", response))
    try:
        answer = _Answer.model_validate_json(response.content)
    except ValidationError:
        return SourcesState(problem=f"ingest at {url} answers {response.status_code} for its sources")
    return by_state(answer)


def by_state(answer: _Answer) -> SourcesState:
    """Names by how the sources are."""
    names: dict[str, list[str]] = {}
    for source in answer.sources:
        names.setdefault(_STATES.get(source.state, "healthy"), []).append(source.name)
    problem = (
        f"the sources file is wrong, the last good one holds: {answer.problem}" if answer.problem else ""
    )
    return SourcesState(**{state: tuple(own) for state, own in names.items()}, problem=problem)
