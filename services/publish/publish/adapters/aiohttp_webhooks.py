"""Sender of web hooks by aiohttp: public addresses alone, no redirect, bounded in time and size.

aiohttp, as ingest fetches with: its resolver lets each connection be made to just the addresses checked.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import aiohttp
from yarl import URL

from newsroom.http.fetch_guard import Guard
from newsroom.http.guarded_resolver import ClosedAddressError, GuardedResolver
from newsroom.http.retry_after import seconds_of
from publish.subscriptions.attempts import Response

USER_AGENT = "newsroom-webhooks/1 (+https://www.standardwebhooks.com)"
_EXCERPT = 1024  # bytes of an answer that are read and kept
_CONNECT, _TOTAL, _GET = 5.0, 15.0, 5.0  # seconds
_BODY = 2.0  # seconds for the answer's excerpt, once its status is there
_HEADER = 16_384  # bytes


class AiohttpSender:
    """Posts, and reads the beginning of the answer, within `opened`."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._session: aiohttp.ClientSession | None = None

    @asynccontextmanager
    async def opened(self) -> AsyncGenerator[None]:
        """Connections for the block: no cookies, no proxy of the environment's, no DNS cache."""
        connector = aiohttp.TCPConnector(
            resolver=GuardedResolver(self._guard), use_dns_cache=False, limit=1024, keepalive_timeout=30
        )
        async with aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, connect=None, sock_connect=_CONNECT),
            auto_decompress=False,
            trust_env=False,
            max_line_size=_HEADER,
            max_field_size=_HEADER,
            max_headers=100,
        ) as self._session:
            yield

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Response:
        return await self._bounded("POST", url, headers, body, _TOTAL)

    async def get(self, url: str) -> Response:
        """Asks for a page: nothing but its beginning is read."""
        return await self._bounded("GET", url, {}, None, _GET)

    async def _bounded(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None, seconds: float
    ) -> Response:
        since = time.monotonic()
        try:
            async with asyncio.timeout(seconds):
                response = await self._request(method, URL(url, encoded=False), headers, body)
        except TimeoutError:
            response = Response(None, f"no answer within {seconds:.0f} s")
        except ClosedAddressError as error:
            response = Response(None, str(error))
        except (aiohttp.ClientError, ValueError, OSError) as error:
            response = Response(None, f"{type(error).__name__}: {error}"[:300])
        return Response(
            response.status,
            response.error,
            response.retry_after,
            response.body,
            time.monotonic() - since,
        )

    async def _request(
        self, method: str, url: URL, headers: Mapping[str, str], body: bytes | None
    ) -> Response:
        if self._session is None:
            raise RuntimeError("the sender is not opened")
        refusal = self._guard.refusal(url)
        if refusal is not None:
            return Response(None, refusal)
        async with self._session.request(
            method, url, data=body, headers={"User-Agent": USER_AGENT, **headers}, allow_redirects=False
        ) as answer:
            error = "redirects are not followed" if 300 <= answer.status < 400 else None
            excerpt = await _excerpt(answer)
            retry_after = seconds_of(answer.headers.get("Retry-After"), datetime.now(UTC))
            return Response(answer.status, error, retry_after, excerpt)


async def _excerpt(answer: aiohttp.ClientResponse) -> bytes:
    """The answer's beginning; one that is longer, slow or broken costs its connection and no more."""
    excerpt = bytearray()
    try:
        async with asyncio.timeout(_BODY):
            while len(excerpt) < _EXCERPT and (piece := await answer.content.read(_EXCERPT - len(excerpt))):
                excerpt += piece
    except (TimeoutError, aiohttp.ClientError):
        answer.close()
    else:
        if len(excerpt) == _EXCERPT:
            answer.close()
    return bytes(excerpt)
