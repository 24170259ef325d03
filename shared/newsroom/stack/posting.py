"""Posts to a running ingest, with a sender's patience: it may be starting again, or ask to slow down."""

import asyncio
import time

import httpx

PATIENCE = 60.0  # seconds, for one post
PAUSE = 0.5  # seconds between tries
SLOW_DOWN = frozenset(
    {httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE, httpx.codes.BAD_GATEWAY}
)


async def post(
    client: httpx.AsyncClient, path: str, body: bytes, media_type: str, disposition: str | None = None
) -> httpx.Response:
    """Post until there is an answer that stands. Safe to repeat: ingest takes the same article but once.

    Raises httpx.TransportError if nobody answers for a minute.
    """
    headers = {"Content-Type": media_type}
    if disposition is not None:
        headers["Content-Disposition"] = disposition
    deadline = time.monotonic() + PATIENCE
    while True:
        late = time.monotonic() > deadline
        try:
            answer = await client.post(path, content=body, headers=headers)
        except httpx.TransportError:
            if late:
                raise
        else:
            if late or answer.status_code not in SLOW_DOWN:
                return answer
        await asyncio.sleep(PAUSE)


def client_of(url: str, key: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        base_url=url, headers={"Authorization": f"Bearer {key}"}, timeout=30.0, trust_env=False
    )
