"""Client of a running ingest: posts with retries through restarts, outages and rate limits.

Install it with `newsroom[httpx]`.
"""

import asyncio
import time
from collections.abc import Callable

import httpx

from newsroom.client.failures import is_lasting

RETRY_SECONDS = 60.0  # for one post
BACKOFF_SECONDS = 0.5
RETRIED = frozenset({httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE, httpx.codes.BAD_GATEWAY})


async def post_with_retries(
    client: httpx.AsyncClient,
    path: str,
    body: bytes,
    media_type: str,
    disposition: str | None = None,
    on_failure: Callable[[httpx.TransportError], None] = lambda _: None,
) -> httpx.Response:
    """Posts until there is a final response. Safe to repeat: ingest is idempotent.

    `path` is relative to ingest's address, `disposition` names a file. Returns the response, an error too
    where it is final or the retries are over. Raises httpx.TransportError if ingest is away for a minute, or
    its address is wrong. `on_failure` is called with each failure that is followed by another try.
    """
    headers = {"Content-Type": media_type}
    if disposition is not None:
        headers["Content-Disposition"] = disposition
    deadline = time.monotonic() + RETRY_SECONDS
    while True:
        late = time.monotonic() > deadline
        try:
            response = await client.post(path, content=body, headers=headers)
        except httpx.TransportError as error:
            if late or is_lasting(error):
                raise
            on_failure(error)
        else:
            if late or response.status_code not in RETRIED:
                return response
        await asyncio.sleep(BACKOFF_SECONDS)


def ingest_client(url: str, key: str) -> httpx.AsyncClient:
    """Client of the ingest at `url`, authorized by an API key. The caller closes it."""
    return httpx.AsyncClient(
        base_url=url, headers={"Authorization": f"Bearer {key}"}, timeout=30.0, trust_env=False
    )
