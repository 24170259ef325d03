"""One request and its answer, by aiohttp: no redirect is followed here, nothing is read beyond a limit."""

import asyncio
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
from yarl import URL

from ingest.fetching.decoding import UndecodableError, decoder
from ingest.fetching.limits import Limits
from ingest.fetching.outcomes import FailureKind
from newsroom.http.fetch_guard import Guard
from newsroom.http.guarded_resolver import ClosedAddressError, GuardedResolver


class ExchangeError(Exception):
    """There is no whole answer; `kind` says why."""

    def __init__(self, kind: FailureKind, detail: str) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """A response; `body` is empty unless the status was among those whose body was wanted."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


@asynccontextmanager
async def connections(guard: Guard, limits: Limits) -> AsyncGenerator[aiohttp.ClientSession]:
    """A session for requests: no cookies, no proxy of the environment's, no DNS cache."""
    connector = aiohttp.TCPConnector(resolver=GuardedResolver(guard), use_dns_cache=False, limit=4)
    async with aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(
            total=None, sock_connect=limits.connect, connect=limits.connect, sock_read=limits.silence
        ),
        auto_decompress=False,
        trust_env=False,
        requote_redirect_url=False,
        read_bufsize=64 * 1024,
        max_line_size=limits.header,
        max_field_size=limits.header,
        max_headers=limits.headers,
    ) as session:
        yield session


async def exchange(
    session: aiohttp.ClientSession, url: URL, headers: Mapping[str, str], limits: Limits
) -> HttpResponse:
    """Raises ExchangeError."""
    try:
        async with session.get(url, headers=headers, allow_redirects=False) as response:
            wanted = response.status in (200, 203)
            body = await _body(response, limits) if wanted else b""
            if not wanted:
                response.close()  # an error's page is not read, however long it is
            return HttpResponse(response.status, response.headers, body)
    except ClosedAddressError as error:
        raise ExchangeError(FailureKind.CLOSED_ADDRESS, str(error)) from error
    except TimeoutError as error:
        raise ExchangeError(FailureKind.TIMEOUT, f"{url.host} does not answer in time") from error
    except aiohttp.ClientConnectionError as error:
        raise ExchangeError(FailureKind.UNREACHABLE, f"{url.host}: {error}") from error
    except aiohttp.InvalidURL as error:
        raise ExchangeError(FailureKind.BAD_ADDRESS, f"{url} is no address: {error}") from error
    except (aiohttp.ClientError, ValueError) as error:
        raise ExchangeError(FailureKind.BROKEN_ANSWER, f"{url.host}: {error}") from error


async def _body(response: aiohttp.ClientResponse, limits: Limits) -> bytes:
    """The body, decoded."""
    if (response.content_length or 0) > limits.wire:
        raise _too_large(limits.wire)
    try:
        decode = decoder(response.headers.get("Content-Encoding"))
        body, received, since = bytearray(), 0, time.monotonic()
        async for piece in response.content.iter_any():
            received += len(piece)
            if received > limits.wire:
                raise _too_large(limits.wire)
            for part in decode.feed(piece):
                body += part
                if len(body) > limits.content:
                    raise _too_large(limits.content)
                await asyncio.sleep(0)  # a body that expands must not keep the loop from others
            if limits.is_too_slow(received, time.monotonic() - since):
                raise ExchangeError(FailureKind.TOO_SLOW, f"only {received} bytes came so far; given up")
    except UndecodableError as error:
        raise ExchangeError(FailureKind.BROKEN_ANSWER, str(error)) from error
    if not decode.is_whole():
        raise ExchangeError(FailureKind.BROKEN_ANSWER, "the compressed body breaks off")
    return bytes(body)


def _too_large(limit: int) -> ExchangeError:
    return ExchangeError(FailureKind.TOO_LARGE, f"the answer is larger than {limit:,} bytes")
